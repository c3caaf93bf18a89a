'use client';

import { Box, VisuallyHidden } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Fragment } from 'react';
import type { ComparedRun } from '@/db/queries/compare-runs';
import type { ComparedValue } from '@/db/queries/compare-values';
import { points } from '../format/quantities';
import { runMarks } from '../format/run-color';
import { bestPlaces, betterOf, columnKind, showDifference, showValue } from './columns';
import classes from './compare.module.css';
import { RunMark } from './run-mark';
import { useFirst } from './use-first';
import { type Words, wordOf } from './words';

/** One key of the table: a fact, param or metric with its value for each run. */
export interface TableEntry {
  column: string;
  label: string;
  group: 'facts' | 'params' | 'metrics';
  values: readonly ComparedValue[];
}

/** More runs than this stand below each other, with the keys across. */
export const MOST_RUN_COLUMNS = 8;
/** Text beyond this is cut; the whole of it shows on hover. */
const LONGEST_TEXT = 160;

interface TableProps {
  runs: readonly ComparedRun[];
  entries: readonly TableEntry[];
  /** Place of the run that differences are measured from, or -1. */
  base: number;
  marked: ReadonlySet<number>;
}

/** Values by key and run: few runs stand beside each other, many below each other. */
export function ValueTable(props: TableProps) {
  const t = useTranslations('compare');
  const isTall = props.runs.length > MOST_RUN_COLUMNS;
  return (
    <Box
      className={classes.scroll}
      role="region"
      aria-label={t('valuesLabel')}
      tabIndex={0}
      data-testid="compared-values"
    >
      {isTall ? <RunsDown {...props} /> : <RunsAcross {...props} />}
    </Box>
  );
}

function RunsAcross({ runs, entries, base, marked }: TableProps) {
  const marks = runMarks(runs.map(({ id }) => id));
  const t = useTranslations('compare');
  const words = useTranslations('words');
  const groups = (['facts', 'params', 'metrics'] as const)
    .map((group) => ({ group, members: entries.filter((entry) => entry.group === group) }))
    .filter(({ members }) => members.length > 0);
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col" className={classes.first}>
            {t('key')}
          </th>
          {runs.map((run, place) => (
            <th key={run.id} scope="col" className={marked.has(run.id) ? classes.changed : undefined}>
              <RunHead run={run} mark={marks[place]} base={place === base ? t('base') : undefined} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {groups.map(({ group, members }) => (
          <Fragment key={group}>
            <tr>
              <th scope="rowgroup" className={`${classes.first} ${classes.group}`}>
                {t(`group.${group}`)}
              </th>
              <td colSpan={runs.length} className={classes.group} />
            </tr>
            {members.map((entry) => {
              const best = bestPlaces(entry.values, betterOf(entry.column));
              return (
                <tr key={entry.column}>
                  <th scope="row" className={`${classes.first} ${group === 'facts' ? '' : 'mono'}`}>
                    {entry.label}
                  </th>
                  {runs.map((run, place) => (
                    <ValueCell
                      key={run.id}
                      entry={entry}
                      place={place}
                      base={base}
                      best={best.has(place) ? t('best') : undefined}
                      words={words}
                    />
                  ))}
                </tr>
              );
            })}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function RunsDown({ runs, entries, base, marked }: TableProps) {
  const marks = runMarks(runs.map(({ id }) => id));
  const t = useTranslations('compare');
  const words = useTranslations('words');
  const shown = useFirst(runs);
  const best = entries.map((entry) => bestPlaces(entry.values, betterOf(entry.column)));
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col" className={classes.first}>
            {t('run')}
          </th>
          {entries.map(({ column, label, group }) => (
            <th
              key={column}
              scope="col"
              className={`${isNumber(column) ? 'number' : ''} ${group === 'facts' ? '' : 'mono'}`}
            >
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((run, place) => (
          <tr key={run.id} data-marked={marked.has(run.id) || undefined}>
            <th scope="row" className={`${classes.first} ${marked.has(run.id) ? classes.changed : ''}`}>
              <RunHead run={run} mark={marks[place]} base={place === base ? t('base') : undefined} />
            </th>
            {entries.map((entry, index) => (
              <ValueCell
                key={entry.column}
                entry={entry}
                place={place}
                base={base}
                best={best[index].has(place) ? t('best') : undefined}
                words={words}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isNumber(column: string): boolean {
  return !column.startsWith('param:') && columnKind(column) !== 'text';
}

function RunHead({ run, mark, base }: { run: ComparedRun; mark: number; base: string | undefined }) {
  return (
    <span className={classes.runHead}>
      <RunMark id={run.id} mark={mark} />
      <span>
        <Link href={`/runs/${run.id}`} prefetch={false}>
          {run.name}
        </Link>
        <span className={classes.difference}>
          #{run.id}
          {base && ` · ${base}`}
        </span>
      </span>
    </span>
  );
}

/** Thousands of cells share the texts that they are given. */
function ValueCell(props: {
  entry: TableEntry;
  place: number;
  base: number;
  /** Said of the best value. */
  best: string | undefined;
  words: Words;
}) {
  const { entry, place, base, best, words } = props;
  const value = entry.values[place];
  const isNumeric = typeof value === 'number';
  const against = base >= 0 && place !== base ? entry.values[base] : undefined;
  const difference = against === undefined ? undefined : showDifference(entry.column, value, against);
  const isChanged = entry.group === 'params' && against !== undefined && !Object.is(value, against);
  const text =
    entry.column === 'accuracy_drop' && isNumeric
      ? words('points', { value: points(value) })
      : wordOf(entry.column, showValue(entry.column, value), words);
  const cut = text.length > LONGEST_TEXT;
  return (
    <td
      className={`${isNumeric ? 'number' : classes.text} ${isChanged ? classes.changed : ''}`}
      title={cut ? text : isNumeric && !Number.isInteger(value) ? String(value) : undefined}
    >
      <span className={best && classes.best}>
        {cut ? `${text.slice(0, LONGEST_TEXT)}…` : text}
        {best && <VisuallyHidden> {best}</VisuallyHidden>}
      </span>
      {difference && (
        <span className={classes.difference}>
          {difference.unit === 'points' ? words('points', { value: difference.text }) : difference.text}
        </span>
      )}
    </td>
  );
}
