import { getTranslations } from 'next-intl/server';
import type { BenchmarkRow, EvaluationRow } from '@/db/queries/run';
import { read } from '../data/read';
import { SqlLink } from '../format/sql-link';
import { Section } from '../shell/page-body';
import { ClassTable } from './class-table';
import classes from './facts.module.css';
import { BenchmarkTable, EvaluationTable } from './result-tables';

/** Accuracy by split and by class, and measured latencies. */
export async function EvaluationSection(props: {
  runId: number;
  evaluations: EvaluationRow[];
  benchmarks: BenchmarkRow[];
}) {
  const { runId, evaluations, benchmarks } = props;
  const t = await getTranslations('run');
  const metrics = evaluations.length > 0 ? await read('listClassMetrics', runId) : [];
  return (
    <div className={classes.columns}>
      {evaluations.length > 0 && (
        <div>
          <Section id="evaluations" title={t('evaluations')} aside={<SqlLink sql={evaluationsSql(runId)} />}>
            <EvaluationTable rows={evaluations} />
          </Section>
          {benchmarks.length > 0 && (
            <Section id="latency" title={t('latency')} aside={<SqlLink sql={benchmarksSql(runId)} />}>
              <BenchmarkTable rows={benchmarks} />
            </Section>
          )}
        </div>
      )}
      {metrics.length > 0 && (
        <Section id="classes" title={t('byClass')} aside={<SqlLink sql={classesSql(runId)} />}>
          <ClassTable evaluations={evaluations} metrics={metrics} />
        </Section>
      )}
      {evaluations.length === 0 && benchmarks.length > 0 && (
        <Section id="latency" title={t('latency')} aside={<SqlLink sql={benchmarksSql(runId)} />}>
          <BenchmarkTable rows={benchmarks} />
        </Section>
      )}
    </div>
  );
}

function evaluationsSql(runId: number): string {
  return `-- Evaluations of the run
SELECT m.name AS model, e.split, e.engine, e.top1, e.correct, e.samples, e.top5, e.loss
FROM evaluations e
JOIN models m ON m.id = e.model_id
WHERE e.run_id = ${runId}
ORDER BY e.id`;
}

function benchmarksSql(runId: number): string {
  return `-- Latencies measured in the run
SELECT b.engine, b.batch_size, b.latency_p50_ms, b.latency_p95_ms, b.throughput, b.repeats, d.cpu
FROM benchmarks b
LEFT JOIN devices d ON d.id = b.device_id
WHERE b.run_id = ${runId}
ORDER BY b.id`;
}

function classesSql(runId: number): string {
  return `-- Accuracy by class, the worst first
SELECT e.id AS evaluation, e.split, e.engine, json_extract(d.class_names, '$[' || c.class_index || ']') AS class,
  1.0 * c.correct / c.samples AS accuracy, c.correct, c.samples
FROM evaluations e
JOIN class_metrics c ON c.evaluation_id = e.id
LEFT JOIN datasets d ON d.id = e.dataset_id
WHERE e.run_id = ${runId}
ORDER BY e.id, accuracy`;
}
