'use client';

import { NativeSelect } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { PinnedResult } from '@/db/notes/note-results';
import type { NoteCellOf } from '@/lib/domain/note-content';
import { fitsChart, usualChart } from '../console/results/chart-choice';
import { ChartPanel } from '../console/results/chart-panel';
import type { SqlCellName } from './use-cell-states';

type Settings = NoteCellOf<'chart'>['settings'];

/** A chart over the pinned result of an SQL cell of the note. */
export function ChartCell(props: {
  settings: Settings;
  /** The SQL cells of the note, in order. */
  sqlCells: readonly SqlCellName[];
  pinned: PinnedResult | undefined;
  onChange: (settings: Settings) => void;
}) {
  const t = useTranslations('notes');
  const { settings, sqlCells, pinned, onChange } = props;
  const { cellUid, spec } = settings;
  return (
    <>
      <NativeSelect
        size="xs"
        label={t('chartOver')}
        value={cellUid ?? ''}
        maw={280}
        mb="xs"
        onChange={({ currentTarget: { value } }) => onChange({ cellUid: value || null, spec: null })}
        data={[
          { value: '', label: t('chartOverNone') },
          ...sqlCells.map(({ uid, name }, index) => ({
            value: uid,
            label: name || t('cellNumber', { number: index + 1 }),
          })),
        ]}
      />
      {cellUid !== null &&
        (pinned && pinned.rows.length > 0 ? (
          <ChartPanel
            result={pinned}
            chart={spec && fitsChart(spec, pinned.columns) ? spec : usualChart(pinned)}
            height={380}
            onChange={(chart) => onChange({ cellUid, spec: chart })}
          />
        ) : (
          <p className="muted">{t(pinned ? 'chartOfNothing' : 'chartWithoutRows')}</p>
        ))}
    </>
  );
}
