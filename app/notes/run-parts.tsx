'use client';

import { useTranslations } from 'next-intl';
import type { KeptTable, RunPart } from '@/lib/domain/note-content';
import { showValue } from '../compare/columns';
import { useColumnName } from '../compare/use-column-name';
import { wordOf } from '../compare/words';
import { count, percent, points, whole } from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import facts from '../runs/facts.module.css';
import classes from './notes.module.css';
import { RunPartCurves } from './run-part-curves';

/** Parts of a run, as they are now or as a note keeps them. */
export function RunParts({ runId, parts }: { runId: number; parts: Partial<Record<RunPart, KeptTable>> }) {
  return (
    <>
      {parts.summary && <Summary runId={runId} table={parts.summary} />}
      {parts.curves && <RunPartCurves runId={runId} table={parts.curves} />}
      {parts.layers && <Layers runId={runId} table={parts.layers} />}
    </>
  );
}

/** Facts of a run that its heading tells already. */
const IN_HEADING = ['name', 'status'];
/** Columns of a comparison that hold the same as facts of a summary. */
const COLUMN_OF: Readonly<Record<string, string>> = { test_accuracy: 'accuracy' };

function Summary({ runId, table }: { runId: number; table: KeptTable }) {
  const words = useTranslations('words');
  const nameOf = useColumnName();
  const shown = (column: string, value: string | number | null) =>
    column === 'accuracy_drop' && typeof value === 'number'
      ? words('points', { value: points(value) })
      : wordOf(column, showValue(column, value), words);
  return (
    <div className={classes.part}>
      <dl className={facts.facts} data-testid="run-part-summary">
        {table.rows
          .filter(([fact]) => !IN_HEADING.includes(String(fact)))
          .map(([fact, value]) => {
            const column = COLUMN_OF[String(fact)] ?? String(fact);
            return (
              <div key={column}>
                <dt>{nameOf(column)}</dt>
                <dd>{shown(column, value)}</dd>
              </div>
            );
          })}
      </dl>
      <SqlLink sql={summarySql(runId)} />
    </div>
  );
}

function Layers({ runId, table }: { runId: number; table: KeptTable }) {
  const t = useTranslations('notes');
  const nameOf = useColumnName();
  if (table.rows.length === 0) return <p className="muted">{t('noLayers')}</p>;
  return (
    <div className={classes.part}>
      <section className={classes.layers} aria-label={t('part.layers')}>
        <table className="data-table">
          <thead>
            <tr>
              <th>{t('layer')}</th>
              <th>{t('layerType')}</th>
              <th className="number">{nameOf('parameters')}</th>
              <th className="number">{nameOf('nonzeros')}</th>
              <th className="number">{nameOf('sparsity')}</th>
              <th aria-hidden />
              <th className="number">{nameOf('macs')}</th>
            </tr>
          </thead>
          <tbody>
            {table.rows.map(([layer, type, parameters, nonzeros, sparsity, macs]) => (
              <tr key={String(layer)}>
                <td className="mono">{layer}</td>
                <td>{type}</td>
                <td className="number">{whole(numberOf(parameters))}</td>
                <td className="number">{whole(numberOf(nonzeros))}</td>
                <td className="number">{percent(numberOf(sparsity))}</td>
                <td>
                  <div className={facts.share} aria-hidden>
                    <span style={{ width: `${100 * (numberOf(sparsity) ?? 0)}%` }} />
                  </div>
                </td>
                <td className="number">{count(numberOf(macs))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <SqlLink sql={layersSql(runId)} />
    </div>
  );
}

function numberOf(value: string | number | null): number | null {
  return typeof value === 'number' ? value : null;
}

function summarySql(runId: number): string {
  return `-- What came out of the run
SELECT r.id, r.name, r.method, r.status, r.seed, r.dataset_name, s.*
FROM runs r
LEFT JOIN run_results s ON s.run_id = r.id
WHERE r.id = ${runId}`;
}

function layersSql(runId: number): string {
  return `-- Layers of the model that the run made
SELECT l.name, l.type, l.parameters, l.nonzeros, round(1 - l.nonzeros * 1.0 / nullif(l.parameters, 0), 6) AS sparsity, l.macs
FROM layers l
JOIN runs r ON r.output_model_id = l.model_id
WHERE r.id = ${runId}
ORDER BY l.position`;
}
