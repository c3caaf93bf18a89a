import { useTranslations } from 'next-intl';
import type { BenchmarkRow, EvaluationRow } from '@/db/queries/run';
import { intervalOfAccuracy, latency, percent, significant, whole } from '../format/quantities';
import { ScrollX } from '../shell/scroll-x';
import classes from './facts.module.css';

/** Accuracy of a run's models by split. */
export function EvaluationTable({ rows }: { rows: EvaluationRow[] }) {
  const t = useTranslations('run');
  const words = useTranslations('words');
  return (
    <ScrollX label={t('evaluations')}>
      <table className="data-table">
        <thead>
          <tr>
            <th>{t('split')}</th>
            <th>{t('engine')}</th>
            <th className="number">{t('accuracy')}</th>
            <th className="number">{t('interval95')}</th>
            <th className="number">{t('right')}</th>
            <th className="number">{t('loss')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className={classes.evaluated}>
                {words(`split.${row.split}`)}{' '}
                <span className={`muted ${classes.modelName}`} title={row.modelName}>
                  <bdi>{row.modelName}</bdi>
                </span>
              </td>
              <td>{words(`engine.${row.engine}`)}</td>
              <td className="number">{percent(row.correct / row.samples)}</td>
              <td className="number">{intervalOfAccuracy(row)}</td>
              <td className="number">
                {whole(row.correct)} / {whole(row.samples)}
              </td>
              <td className="number">{significant(row.loss)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

/** Measured latencies of a run's model. */
export function BenchmarkTable({ rows }: { rows: BenchmarkRow[] }) {
  const t = useTranslations('run');
  const words = useTranslations('words.engine');
  return (
    <ScrollX label={t('latency')}>
      <table className="data-table">
        <thead>
          <tr>
            <th>{t('engine')}</th>
            <th className="number">{t('batch')}</th>
            <th className="number">{t('median')}</th>
            <th className="number">{t('p95')}</th>
            <th className="number">{t('throughput')}</th>
            <th className="number">{t('repeats')}</th>
            <th>{t('device')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.engine} ${row.batchSize}`}>
              <td>{words(row.engine)}</td>
              <td className="number">{row.batchSize}</td>
              <td className="number">{latency(row.latencyP50Ms)}</td>
              <td className="number">{latency(row.latencyP95Ms)}</td>
              <td className="number">{whole(Math.round(row.throughput))}/s</td>
              <td className="number">{row.repeats}</td>
              <td className={classes.device}>{row.device}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
