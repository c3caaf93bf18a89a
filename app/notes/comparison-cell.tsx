'use client';

import { Alert, SegmentedControl, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { COMPARISON_VIEWS, type NoteCellOf } from '@/lib/domain/note-content';
import type { FilterFault } from '@/lib/domain/run-filter';
import type { Comparison } from '../compare/read-comparison';
import { RunField } from '../compare/run-field';
import { compareAddress } from '../compare/settings';
import { useAnswer } from '../compare/use-answer';
import { FilterField, useFaultText } from '../runs/grid/filter-field';
import { ComparedRuns } from './compared-runs';
import classes from './notes.module.css';
import { useRunVersion } from './use-run-version';

type Settings = NoteCellOf<'comparison'>['settings'];

const SHORTEST_PAUSE_MS = 2_000;

/** Runs side by side: chosen ones, or those that a filter finds now; read again while they go. */
export function ComparisonCell(props: { settings: Settings; onChange: (settings: Settings) => void }) {
  const { settings, onChange } = props;
  const { runIds, filter, view } = settings;
  const t = useTranslations('notes');
  const [by, setBy] = useState<'runs' | 'filter'>(runIds.length > 0 || filter === '' ? 'runs' : 'filter');
  const [fault, setFault] = useState<FilterFault>();
  const faultText = useFaultText();
  const query =
    runIds.length > 0 ? `runs=${runIds.join(',')}` : filter && `filter=${encodeURIComponent(filter)}`;
  const version = useRunVersion(SHORTEST_PAUSE_MS);
  const { value, error } = useAnswer<Comparison>(query ? `/api/compare?${query}` : undefined, version);
  const found = query ? value : undefined;
  const keep = (ids: readonly number[]) => onChange({ ...settings, runIds: [...ids], filter: '' });
  return (
    <>
      <div className={classes.comparedBy}>
        <SegmentedControl
          size="xs"
          aria-label={t('comparedBy')}
          value={by}
          onChange={(value) => setBy(value === 'filter' ? 'filter' : 'runs')}
          data={[
            { value: 'runs', label: t('comparedRuns') },
            { value: 'filter', label: t('comparedFilter') },
          ]}
        />
        {by === 'runs' ? (
          <RunField
            label={t('runsToCompare')}
            icon={<IconPlus size={14} />}
            present={runIds}
            onChoose={(ids) => keep([...new Set([...runIds, ...ids])])}
          />
        ) : (
          <div className={classes.filterField}>
            <FilterField
              scope={{}}
              text={runIds.length > 0 ? '' : filter}
              onApply={(text) => onChange({ ...settings, runIds: [], filter: text })}
              onFault={setFault}
            />
          </div>
        )}
      </div>
      {fault && <p className={classes.stale}>{faultText(fault)}</p>}
      {error && (
        <Alert color="red" role="alert">
          {error}
        </Alert>
      )}
      {!query && <p className="muted">{t('nothingCompared')}</p>}
      {query && !found && !error && <Skeleton height={240} />}
      {found && (
        <>
          <div className={classes.toolbar}>
            <SegmentedControl
              size="xs"
              aria-label={t('comparedAs')}
              value={view}
              onChange={(value) =>
                onChange({ ...settings, view: COMPARISON_VIEWS.find((one) => one === value) ?? view })
              }
              data={COMPARISON_VIEWS.map((value) => ({ value, label: t(`view.${value}`) }))}
            />
            {found.runs.length > 1 && (
              <Link href={compareAddress(found.runs.map(({ id }) => id))} prefetch={false}>
                {t('openComparison')}
              </Link>
            )}
            {found.tooMany > 0 && <span className="muted">{t('tooManyRuns', { count: found.tooMany })}</span>}
          </div>
          <ComparedRuns
            comparison={found}
            view={view}
            version={version}
            onRemove={runIds.length > 0 ? (id) => keep(runIds.filter((one) => one !== id)) : undefined}
          />
        </>
      )}
    </>
  );
}
