'use client';

import { CloseButton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Dialog } from './dialog';
import classes from './jump.module.css';
import { Keys, useControlKey } from './keys';
import { LAUNCH, PLACES } from './places';

/** Lists the keys of all pages and of each. */
export function ShortcutDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shell');
  const control = useControlKey();
  const groups: { title: string; rows: [keys: string[], what: string][] }[] = [
    {
      title: t('keys.everywhere'),
      rows: [
        [[control, 'K'], t('keys.jump')],
        [['n'], t('keys.note')],
        [['?'], t('keys.help')],
        [['Esc'], t('keys.close')],
      ],
    },
    {
      title: t('keys.goTo'),
      rows: [
        ...PLACES.map(({ letter, name }): [string[], string] => [['g', letter], t(name)]),
        [['g', LAUNCH.letter], t('launch')],
      ],
    },
    {
      title: t('keys.runsGrid'),
      rows: [
        [['↑', '↓'], t('keys.gridMove')],
        [['Enter'], t('keys.gridOpen')],
        [['Space'], t('keys.gridSelect')],
      ],
    },
    {
      title: t('keys.filter'),
      rows: [
        [['↑', '↓'], t('keys.filterMove')],
        [['Tab'], t('keys.filterTake')],
        [['Enter'], t('keys.filterApply')],
      ],
    },
    {
      title: t('keys.run'),
      rows: [[[control, 'Enter'], t('keys.conclusionSave')]],
    },
    {
      title: t('launch'),
      rows: [[[control, 'Enter'], t('keys.launchStart')]],
    },
    {
      title: t('keys.consoleAndNotes'),
      rows: [
        [[control, 'Enter'], t('keys.queryRun')],
        [[control, 'Shift', 'Enter'], t('keys.queryRunAll')],
        [[control, '/'], t('keys.queryComment')],
        [[control, 'Space'], t('keys.queryComplete')],
        [[control, 'S'], t('keys.noteSave')],
      ],
    },
  ];
  return (
    <Dialog label={t('keys.title')} isWide onClose={onClose}>
      <div className={classes.head}>
        <h2 className={classes.title}>{t('keys.title')}</h2>
        <CloseButton aria-label={t('keys.close')} onClick={onClose} />
      </div>
      <div className={classes.groups}>
        {groups.map((group) => (
          <section key={group.title} className={classes.keyGroup}>
            <h3>{group.title}</h3>
            <dl>
              {group.rows.map(([keys, what]) => (
                <div key={what} className={classes.keyRow}>
                  <dt>{what}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={classes.hint}>{t('keys.typing')}</p>
    </Dialog>
  );
}
