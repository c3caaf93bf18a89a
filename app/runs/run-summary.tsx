import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
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
import classes from './facts.module.css';
import { drop } from './run-figures';

/** What came out of a run, in figures; nothing before it has made a model. */
export function RunSummary({ run }: { run: RunListRow }) {
  const t = useTranslations('run');
  if (run.modelId === null) return null;
  const ratio =
    run.baselineBytes !== null && run.storedBytes
      ? t('ratio', { ratio: (run.baselineBytes / run.storedBytes).toFixed(1) })
      : null;
  return (
    <dl className={classes.facts} style={{ marginBottom: 28 }}>
      <AccuracyFact run={run} />
      <DropFact run={run} />
      <Fact
        name={t('sparsity')}
        note={t('nonzeros', { nonzeros: whole(run.nonzeros), total: whole(run.parameters) })}
      >
        {percent(run.sparsity)}
      </Fact>
      <Fact name={t('size')} note={ratio ?? t('float32', { size: bytes(run.float32Bytes) })}>
        {bytes(run.storedBytes)}
      </Fact>
      <Fact name={t('macs')} note={t('perImage')}>
        {count(run.macs)}
      </Fact>
      <Fact name={t('weights')} note={run.architecture}>
        {run.bits === 32 ? 'float32' : `int${run.bits}`}
      </Fact>
      {run.latencyMs !== null && (
        <Fact name={t('latency')} note={t('latencyNote')}>
          {latency(run.latencyMs)}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, note, children }: { name: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {note && <small>{note}</small>}
      </dd>
    </div>
  );
}

function AccuracyFact({ run }: { run: RunListRow }) {
  const t = useTranslations('run');
  const words = useTranslations('words.engine');
  const { testCorrect: correct, testSamples: samples, testEngine: engine } = run;
  if (correct === null || samples === null) return null;
  return (
    <Fact
      name={engine && engine !== 'float' ? `${t('testAccuracy')} (${words(engine)})` : t('testAccuracy')}
      note={t('interval', { interval: intervalOfAccuracy({ correct, samples }), samples: whole(samples) })}
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
