'use client';

import { SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useState } from 'react';
import { COMPARED_FACTS, type ComparedFact } from '@/db/queries/compare-runs';
import { METRIC_PICKS, type MetricPick } from '@/lib/domain/run-columns';
import { SqlLink } from '../format/sql-link';
import { EmptyState, Section } from '../shell/page-body';
import type { ChartProps } from './chart-context';
import { differs } from './columns';
import classes from './compare.module.css';
import { factsSql, metricsSql, paramsSql } from './compare-sql';
import type { ComparedTables } from './compare-view';
import type { CompareSettings } from './settings';
import { useAnswer } from './use-answer';
import { useColumnName } from './use-column-name';
import { type TableEntry, ValueTable } from './value-table';

const SEARCH_PAUSE_MS = 250;
/** Who ran what and when is shown, differing or not. */
const ALWAYS: readonly ComparedFact[] = ['status', 'created_by', 'started_at'];
/** Cells drawn at once; more keys come on request. */
const MOST_CELLS = 4_000;
const LEAST_KEYS = 12;

/** Facts, params and metrics: those that differ, or all. */
export function ValuesSection(
  props: ChartProps & { tables: ComparedTables; initial: CompareSettings; base: number },
) {
  const { runs, runIds, settings, change, marked, version, tables, initial, base } = props;
  const t = useTranslations('compare');
  const nameOf = useColumnName();
  const [search, setSearch] = useState(settings.search);
  const [wanted] = useDebouncedValue(search, SEARCH_PAUSE_MS);
  useEffect(() => {
    if (wanted !== settings.search) change({ search: wanted });
  }, [wanted, settings.search, change]);

  const isInitial =
    settings.all === initial.all && settings.search === initial.search && settings.pick === initial.pick;
  const query = new URLSearchParams({
    runs: runIds.join(','),
    search: settings.search,
    pick: settings.pick,
    all: settings.all ? '1' : '',
  });
  const answer = useAnswer<ComparedTables>(isInitial ? undefined : `/api/compare/values?${query}`, version);
  const shown = isInitial ? tables : (answer.value ?? tables);
  const facts = useMemo(() => {
    const text = settings.search.trim().toLowerCase();
    return COMPARED_FACTS.map(
      (fact): TableEntry => ({
        column: fact,
        label: nameOf(fact),
        group: 'facts',
        values: runs.map(({ facts: own }) => own[fact]),
      }),
    ).filter(
      ({ column, label, values }) =>
        (settings.all || ALWAYS.includes(column as ComparedFact) || differs(values)) &&
        values.some((value) => value !== null) &&
        (label.toLowerCase().includes(text) || column.includes(text)),
    );
  }, [runs, settings.all, settings.search, nameOf]);
  const entries = useMemo(
    (): TableEntry[] => [
      ...facts,
      ...shown.params.rows.map((row): TableEntry => ({ ...row, label: row.key, group: 'params' })),
      ...shown.metrics.rows.map((row): TableEntry => ({ ...row, label: row.key, group: 'metrics' })),
    ],
    [facts, shown],
  );
  const [isWhole, setWhole] = useState(false);
  const room = Math.max(LEAST_KEYS, Math.floor(MOST_CELLS / runs.length));
  const drawn = isWhole ? entries : entries.slice(0, room);
  const total = facts.length + shown.params.total + shown.metrics.total;
  const shownFacts = facts.map(({ column }) => column as ComparedFact);
  return (
    <Section
      id="values"
      title={t('values')}
      aside={
        <>
          <span>
            {t('differing', {
              params: shown.params.differing,
              allParams: shown.params.all,
              metrics: shown.metrics.differing,
              allMetrics: shown.metrics.all,
            })}
          </span>
          {shownFacts.length > 0 && (
            <span>
              {t('group.facts')}: <SqlLink sql={factsSql(runIds, shownFacts)} />
            </span>
          )}
          <span>
            {t('group.params')}: <SqlLink sql={paramsSql(runIds, !settings.all, settings.search)} />
          </span>
          <span>
            {t('group.metrics')}: <SqlLink sql={metricsSql(runIds, settings.search)} />
          </span>
        </>
      }
    >
      <div className={classes.toolbar}>
        <Switch
          size="xs"
          label={t('onlyDiffering')}
          checked={!settings.all}
          onChange={({ currentTarget }) => change({ all: !currentTarget.checked })}
        />
        <TextInput
          size="xs"
          w={220}
          aria-label={t('searchKeys')}
          placeholder={t('searchKeys')}
          leftSection={<IconSearch size={14} />}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('metricPick')}
          value={settings.pick}
          onChange={(pick) => change({ pick: pick as MetricPick })}
          data={METRIC_PICKS.map((pick) => ({ value: pick, label: t(`pick.${pick}`) }))}
        />
      </div>
      {answer.error ? (
        <EmptyState title={t('readFailed')}>{answer.error}</EmptyState>
      ) : entries.length === 0 ? (
        <EmptyState title={t('nothingDiffers')}>
          <p>{t('nothingDiffersText')}</p>
        </EmptyState>
      ) : (
        <>
          <ValueTable runs={runs} entries={drawn} base={base} marked={marked} />
          {drawn.length < total && (
            <p className={classes.note}>
              {t('moreKeys', { shown: drawn.length, total })}{' '}
              {drawn.length < entries.length && (
                <button type="button" className={classes.textButton} onClick={() => setWhole(true)}>
                  {t('showMore', { count: entries.length - drawn.length })}
                </button>
              )}
            </p>
          )}
        </>
      )}
    </Section>
  );
}
