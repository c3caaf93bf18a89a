import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { BenchmarkRow } from '@/db/queries/run';
import type { RunListRow } from '@/db/queries/run-list';
import {
  bytes,
  count,
  intervalOfAccuracy,
  intervalOfDrop,
  latency,
  percent,
  points,
  whole,
} from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import classes from './facts.module.css';
import { drop, testAccuracy } from './run-figures';

/** What came out of a run, each figure beside the baseline's; nothing before it has made a model. */
export function RunSummary(props: {
  run: RunListRow;
  baseline: RunListRow | undefined;
  /** What the latency was measured with; undefined where there is none. */
  latencyEngine: Engine | undefined;
}) {
  const { run, baseline, latencyEngine } = props;
  const t = useTranslations('run');
  const named = useNameWithEngine();
  if (run.modelId === null) return null;
  const ratio =
    run.baselineBytes !== null && run.storedBytes ? (run.baselineBytes / run.storedBytes).toFixed(1) : null;
  const bits = (row: RunListRow) => (row.bits === 32 ? 'float32' : `int${row.bits}`);
  return (
    <div style={{ marginBottom: 24 }}>
      <dl className={classes.facts} data-testid="summary">
        <AccuracyFact run={run} baseline={baseline} />
        <DropFact run={run} />
        <Fact
          name={t('size')}
          note={ratio ? t('ratio', { ratio }) : t('float32', { size: bytes(run.float32Bytes) })}
          was={baseline && bytes(baseline.float32Bytes)}
        >
          {bytes(run.storedBytes)}
        </Fact>
        {ratio && (
          <Fact name={t('compressionRatio')} was={baseline && '1×'}>
            {ratio}×
          </Fact>
        )}
        <Fact name={t('macs')} note={t('perImage')} was={baseline && count(baseline.macs)}>
          {count(run.macs)}
        </Fact>
        {run.latencyMs !== null && (
          <Fact
            name={named(t('latency'), latencyEngine)}
            note={t('latencyNote')}
            was={baseline && latency(baseline.latencyMs)}
          >
            {latency(run.latencyMs)}
          </Fact>
        )}
        <Fact
          name={t('sparsity')}
          note={t('nonzeros', { nonzeros: whole(run.nonzeros), total: whole(run.parameters) })}
          was={baseline && percent(baseline.sparsity)}
        >
          {percent(run.sparsity)}
        </Fact>
        <Fact name={t('weights')} note={run.architecture} was={baseline && bits(baseline)}>
          {bits(run)}
        </Fact>
      </dl>
      <div className={classes.factsFoot}>
        {baseline && (
          <span>
            {t('baselineIs')}{' '}
            <Link href={`/runs/${baseline.id}`} style={{ textDecoration: 'underline' }}>
              {baseline.name}
            </Link>{' '}
            <span className="muted">#{baseline.id}</span>
          </span>
        )}
        <SqlLink sql={summarySql([run.id, ...(baseline ? [baseline.id] : [])])} />
      </div>
    </div>
  );
}

function Fact(props: { name: string; note?: ReactNode; was?: string | false; children: ReactNode }) {
  const t = useTranslations('run');
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        {props.children}
        {props.was && <small className={classes.was}>{t('baselineValue', { value: props.was })}</small>}
        {props.note && <small>{props.note}</small>}
      </dd>
    </div>
  );
}

type Engine = BenchmarkRow['engine'];

/** The name of a figure with the engine that it is of, where that is not the usual one. */
function useNameWithEngine(): (name: string, engine: Engine | null | undefined) => string {
  const words = useTranslations('words.engine');
  return (name, engine) => (engine && engine !== 'float' ? `${name} (${words(engine)})` : name);
}

function AccuracyFact({ run, baseline }: { run: RunListRow; baseline: RunListRow | undefined }) {
  const t = useTranslations('run');
  const named = useNameWithEngine();
  const { testCorrect: correct, testSamples: samples, testEngine: engine } = run;
  if (correct === null || samples === null) return null;
  const before = baseline && testAccuracy(baseline);
  return (
    <Fact
      name={named(t('testAccuracy'), engine)}
      note={t('interval', { interval: intervalOfAccuracy({ correct, samples }), samples: whole(samples) })}
      was={typeof before === 'number' && percent(before)}
    >
      {percent(correct / samples)}
    </Fact>
  );
}

function DropFact({ run }: { run: RunListRow }) {
  const t = useTranslations('run');
  const lost = drop(run);
  const { testCorrect, testSamples, baselineCorrect, baselineSamples, baselineRunId } = run;
  if (lost === null || testCorrect === null || testSamples === null) return null;
  if (baselineCorrect === null || baselineSamples === null) return null;
  return (
    <Fact
      name={t('lost', { id: baselineRunId ?? 0 })}
      note={t('lostInterval', {
        interval: intervalOfDrop(
          { correct: baselineCorrect, samples: baselineSamples },
          { correct: testCorrect, samples: testSamples },
        ),
      })}
    >
      {t('lostPoints', { points: points(lost) })}
    </Fact>
  );
}

function summarySql(ids: number[]): string {
  return `-- The run and its baseline
SELECT r.id, r.name, s.technique, s.test_accuracy, s.accuracy_drop, s.test_correct, s.test_samples, s.test_engine,
  s.stored_bytes, s.float32_bytes, s.compression_ratio, s.macs, s.latency_ms, s.sparsity, s.bits
FROM run_results s
JOIN runs r ON r.id = s.run_id
WHERE s.run_id IN (${ids.join(', ')})`;
}
