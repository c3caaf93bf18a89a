'use client';

import { useTranslations } from 'next-intl';
import type { ResultChange, RowChange } from '@/lib/domain/result-change';
import classes from './notes.module.css';

/** How a result differs from a later one of the same query, row by row. */
export function ResultChangeView({ change, columns }: { change: ResultChange; columns: readonly string[] }) {
  const t = useTranslations('notes');
  const { added, removed, changed, columnsDiffer, isReordered, rows, isCut } = change;
  const classOf = (index: number) => (isNumberPlace(rows, index) ? 'number' : undefined);
  return (
    <>
      <p className={classes.changeLine}>
        {isReordered
          ? t('sameRowsReordered')
          : t(columnsDiffer ? 'otherColumns' : 'changeCounts', { added, removed, changed })}
      </p>
      {rows.length > 0 && (
        <section className={classes.changes} aria-label={t('changedRows')}>
          <table className="data-table">
            {!columnsDiffer && (
              <thead>
                <tr>
                  <th>{t('change')}</th>
                  {columns.map((name, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name.
                    <th key={index} className={classOf(index)}>
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
            )}
            <tbody>
              {rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names, and stay where they are.
                <ChangedRow key={index} row={row} classOf={classOf} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {isCut && <p className="muted">{t('changesCut', { count: rows.length })}</p>}
    </>
  );
}

function ChangedRow({ row, classOf }: { row: RowChange; classOf: (index: number) => string | undefined }) {
  const t = useTranslations('notes');
  const shown = row.kind === 'removed' ? row.before : row.after;
  return (
    <tr data-change={row.kind}>
      <th scope="row">{t(`rowChange.${row.kind}`)}</th>
      {shown.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name.
        <td key={index} className={classOf(index)}>
          {row.kind === 'changed' && row.columns.includes(index) ? (
            <>
              <del>{textOf(row.before[index])}</del> → <ins>{textOf(value)}</ins>
            </>
          ) : (
            textOf(value)
          )}
        </td>
      ))}
    </tr>
  );
}

/** True where the rows hold numbers, and at most NULL besides. */
function isNumberPlace(rows: readonly RowChange[], index: number): boolean {
  const values = rows
    .flatMap((row) => [
      row.kind === 'added' ? null : row.before[index],
      row.kind === 'removed' ? null : row.after[index],
    ])
    .filter((value) => value !== null && value !== undefined);
  return values.length > 0 && values.every((value) => typeof value === 'number');
}

const LONGEST_VALUE = 200;

/** A value as it is read: of texts and blobs that were cut, what there is of them. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
