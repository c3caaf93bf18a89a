'use client';

import { IconSearch } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { FilterFault } from '@/lib/domain/run-filter';
import { completeRunFilter, type FilterOption } from '@/lib/domain/run-filter-completion';
import { isBegun, readTypedFilter } from './filter-text';
import classes from './grid.module.css';
import type { GridScope } from './grid-requests';
import { useFilterVocabulary } from './use-filter-vocabulary';

const APPLY_PAUSE_MS = 300;
const MOST_TEXT = 10_000;

/** The filter line: proposes what can stand at the cursor, marks what it cannot read, applies what it can. */
export function FilterField(props: {
  scope: GridScope;
  text: string;
  /** Told of each text that can be read; `replaces` when it goes on from the one before. */
  onApply: (text: string, replaces: boolean) => void;
  onFault: (fault: FilterFault | undefined) => void;
}) {
  const { scope, text, onApply, onFault } = props;
  const t = useTranslations('runs');
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(text);
  const [seen, setSeen] = useState(text);
  const [cursor, setCursor] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [scrollLeft, setScrollLeft] = useState(0);
  const [shownFault, setShownFault] = useState(() => readTypedFilter(text).fault);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Where the cursor belongs once an accepted proposal is in the field.
  const caret = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (caret.current === undefined) return;
    input.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });
  if (text !== seen) {
    // The address changed: by the back button, a saved view, a click on a group.
    setSeen(text);
    setDraft(text);
    setShownFault(undefined);
  }

  const vocabulary = useFilterVocabulary(scope, draft, cursor, isOpen);
  const completion = useMemo(
    () => (isOpen ? completeRunFilter(draft, cursor, vocabulary) : undefined),
    [isOpen, draft, cursor, vocabulary],
  );
  const options = completion?.options ?? [];
  const isShown = isOpen && options.length > 0;

  // All that is typed until the field is left or Enter is pressed is one step.
  const hasStep = useRef(false);
  const apply = (value: string, isTyping: boolean) => {
    clearTimeout(timer.current);
    const { fault } = readTypedFilter(value);
    setShownFault(fault);
    onFault(fault);
    if (!fault && value !== text) {
      setSeen(value);
      onApply(value, hasStep.current);
      hasStep.current = true;
    }
    if (!isTyping) hasStep.current = false;
  };
  const write = (value: string, at: number) => {
    setDraft(value);
    setCursor(at);
    setActive(-1);
    setOpen(true);
    clearTimeout(timer.current);
    if (isBegun(value)) return;
    timer.current = setTimeout(() => apply(value, true), APPLY_PAUSE_MS);
  };
  const accept = (option: FilterOption) => {
    if (!completion) return;
    const needsSpace = !/[\s(]$/.test(option.insert) && draft[completion.to] !== ' ';
    const inserted = option.insert + (needsSpace ? ' ' : '');
    const at = completion.from + inserted.length;
    write(draft.slice(0, completion.from) + inserted + draft.slice(completion.to), at);
    caret.current = at;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isShown) return setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((at) =>
        at === -1 && step === -1 ? options.length - 1 : (at + step + options.length) % options.length,
      );
    } else if (event.key === 'Tab' && isShown && !event.shiftKey && (active >= 0 || draft !== '')) {
      event.preventDefault();
      accept(options[Math.max(active, 0)]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (isShown && active >= 0) return accept(options[active]);
      setOpen(false);
      apply(draft, false);
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      setOpen(false);
    }
  };

  return (
    <div className={classes.filter}>
      <div className={classes.field} data-faulty={shownFault ? true : undefined}>
        <span className={classes.lens}>
          <IconSearch size={14} aria-hidden />
        </span>
        <div className={classes.text}>
          <input
            ref={input}
            className={classes.input}
            role="combobox"
            aria-label={t('filter')}
            aria-expanded={isShown}
            aria-controls={isShown ? `${id}-options` : undefined}
            aria-activedescendant={isShown && active >= 0 ? `${id}-${active}` : undefined}
            aria-autocomplete="list"
            aria-invalid={shownFault ? true : undefined}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={MOST_TEXT}
            placeholder={t('filterPlaceholder')}
            value={draft}
            onChange={({ currentTarget }) =>
              write(currentTarget.value, currentTarget.selectionStart ?? currentTarget.value.length)
            }
            onSelect={({ currentTarget }) => setCursor(currentTarget.selectionStart ?? 0)}
            onScroll={({ currentTarget }) => setScrollLeft(currentTarget.scrollLeft)}
            onKeyDown={onKeyDown}
            onClick={() => setOpen(true)}
            onBlur={() => {
              setOpen(false);
              apply(draft, false);
            }}
          />
          {shownFault && (
            <div className={classes.marks} style={{ transform: `translateX(${-scrollLeft}px)` }} aria-hidden>
              <FaultMark text={draft} fault={shownFault} />
            </div>
          )}
        </div>
      </div>
      {isShown && (
        <div
          className={classes.options}
          data-lower={shownFault ? true : undefined}
          role="listbox"
          id={`${id}-options`}
          aria-label={t('proposals')}
        >
          {options.map((option, index) => (
            <div
              key={`${option.kind} ${option.label}`}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={classes.option}
              ref={index === active ? (element) => element?.scrollIntoView({ block: 'nearest' }) : undefined}
              // The field keeps the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                accept(option);
              }}
            >
              <span>{option.label}</span>
              <span className={classes.kind}>{option.name ?? t(`proposal.${option.kind}`)}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** The line under what cannot be read; at the end of the text, under the place behind it. */
function FaultMark({ text, fault }: { text: string; fault: FilterFault }) {
  const end = Math.max(fault.end, fault.start + 1);
  return (
    <>
      {text.slice(0, fault.start)}
      <span className={classes.fault} data-testid="filter-fault">
        {text.slice(fault.start, end).padEnd(end - fault.start, '\u00a0')}
      </span>
    </>
  );
}

/** The fault of a filter in words. */
export function useFaultText(): (fault: FilterFault) => string {
  const t = useTranslations('runs.fault');
  const locale = useLocale();
  return ({ message, start, found, expectation }) => {
    const place = t('place', { position: start + 1 });
    if (locale === 'en') return `${place}: ${message}`;
    const words = expectation.kind === 'words' ? expectation.words.join(' / ') : '';
    const isEnd = found === 'the end';
    return `${place}: ${t(expectation.kind, { words })}${isEnd ? t('foundEnd') : t('found', { text: found })}`;
  };
}
