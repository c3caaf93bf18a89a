'use client';

import { IconSearch } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Dialog } from './dialog';
import classes from './jump.module.css';
import { type JumpOption, jumpOptions } from './jump-options';
import { JumpRow } from './jump-row';
import { LAUNCH, PLACES } from './places';
import { useJumpTargets } from './use-jump-targets';

/** Most characters of a text that is looked for. */
const MOST_TEXT = 200;

/** Asks where to go: any run, experiment, model, note or page, by a part of its name or by its number. */
export function JumpDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shell');
  const router = useRouter();
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  // Enter was pressed before the answer came: the first option is taken when it is there.
  const [isHasty, setHasty] = useState(false);
  const wanted = text.trim();
  const answer = useJumpTargets(wanted);
  const isCurrent = answer?.text === wanted;
  const pages = useMemo(
    () => [
      ...PLACES.map(({ href, name }) => ({ href, name: t(name), path: name as string })),
      { href: LAUNCH.href, name: t('launch'), path: 'launch' },
    ],
    [t],
  );
  const options = useMemo(
    // Nothing before the first answer, so that nothing moves when it comes.
    () => (answer ? jumpOptions(text, pages, answer.targets, t('jump.allRuns', { text: wanted })) : []),
    [text, wanted, pages, answer, t],
  );

  const go = (option: JumpOption) => {
    // Closing first gives the focus back; the page that comes then takes it from there.
    onClose();
    router.push(option.href);
  };
  const latestGo = useRef(go);
  useEffect(() => {
    latestGo.current = go;
  });
  useEffect(() => {
    if (!isHasty || !isCurrent) return;
    setHasty(false);
    if (options.length > 0) latestGo.current(options[0]);
  }, [isHasty, isCurrent, options]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = options.length - 1;
    const move = (to: number) => {
      event.preventDefault();
      setActive(Math.max(0, to));
    };
    if (event.key === 'ArrowDown') move(active >= last ? 0 : active + 1);
    else if (event.key === 'ArrowUp') move(active <= 0 ? last : active - 1);
    else if (event.key === 'PageDown') move(Math.min(last, active + 8));
    else if (event.key === 'PageUp') move(active - 8);
    else if (event.key === 'Enter') {
      event.preventDefault();
      const option = options[active];
      if (option && (isCurrent || active > 0 || option.group === 'pages')) go(option);
      else setHasty(true);
    }
  };

  return (
    <Dialog label={t('jump.title')} onClose={onClose}>
      <div className={classes.search}>
        <IconSearch size={18} stroke={1.7} aria-hidden />
        <input
          className={classes.input}
          role="combobox"
          aria-label={t('jump.title')}
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={options.length > 0 ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={MOST_TEXT}
          placeholder={t('jump.placeholder')}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setActive(0);
            setHasty(false);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={classes.list} role="listbox" id={`${id}-list`} aria-label={t('jump.title')}>
        {groupsOf(options).map(({ group, members }) => (
          <fieldset key={group} className={classes.fieldset} aria-labelledby={`${id}-${group}`}>
            <div id={`${id}-${group}`} className={classes.group} role="presentation">
              {t(wanted === '' && group === 'runs' ? 'jump.recentRuns' : `jump.group.${group}`)}
            </div>
            {members.map(({ option, index }) => (
              <JumpRow
                key={`${option.group} ${option.href} ${option.name}`}
                id={`${id}-${index}`}
                option={option}
                isActive={index === active}
                onPoint={() => setActive(index)}
                onPick={() => go(option)}
              />
            ))}
          </fieldset>
        ))}
      </div>
      <p className={classes.note} role="status">
        {answer?.failed
          ? t('jump.failed')
          : isCurrent && options.length === 0
            ? t('jump.nothing', { text: wanted })
            : ''}
      </p>
      <p className={classes.hint} aria-hidden>
        {t('jump.hint')}
      </p>
    </Dialog>
  );
}

function groupsOf(options: readonly JumpOption[]) {
  const groups: { group: JumpOption['group']; members: { option: JumpOption; index: number }[] }[] = [];
  options.forEach((option, index) => {
    const last = groups.at(-1);
    if (last?.group === option.group) last.members.push({ option, index });
    else groups.push({ group: option.group, members: [{ option, index }] });
  });
  return groups;
}
