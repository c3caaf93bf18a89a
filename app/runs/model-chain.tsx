import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ChainRun, ModelChain } from '@/db/queries/model-chain';
import { bytes, level, percent } from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import { StatusMark } from '../format/status-mark';
import { TechniqueMark } from '../format/technique-mark';
import { Section } from '../shell/page-body';
import classes from './model-chain.module.css';

/** The models a run's model was made from, with their teachers, as linked steps; under them who reads it. */
export function ModelChainView({ runId, chain }: { runId: number; chain: ModelChain }) {
  const t = useTranslations('run');
  const { steps, teachers, uses, useCount } = chain;
  if (steps.length < 2 && teachers.length === 0 && uses.length === 0) return null;
  return (
    <Section id="chain" title={t('chain')} aside={<SqlLink sql={chainSql(runId)} />}>
      <ol className={classes.chain} data-testid="model-chain">
        {steps.map((step) => {
          const taught = teachers.filter(({ studentRunId }) => studentRunId === step.runId);
          return (
            <li key={step.runId} className={classes.link}>
              {taught.map(({ teacher }) => (
                <div key={teacher.runId} className={classes.teacher}>
                  <span className={classes.role}>{t('teacherOf')}</span>
                  <Step run={teacher} isCurrent={false} />
                  <span aria-hidden className={classes.down}>
                    ↓
                  </span>
                </div>
              ))}
              <Step run={step} isCurrent={step.runId === runId} />
            </li>
          );
        })}
      </ol>
      {uses.length > 0 && (
        <p className={classes.uses}>
          <span className="muted">{t('readBy')}</span>
          {uses.map((use) => (
            <span key={`${use.role} ${use.runId}`} className="nowrap">
              <TechniqueMark technique={use.technique} />
              <Link href={`/runs/${use.runId}`} className={classes.useName} title={use.name}>
                <bdi>{use.name}</bdi>
              </Link>{' '}
              <span className="muted">
                #{use.runId}
                {use.role === 'teacher' && `, ${t('asTeacher')}`}
              </span>
            </span>
          ))}
          {useCount > uses.length && (
            <span className="muted">{t('moreUses', { count: useCount - uses.length })}</span>
          )}
        </p>
      )}
    </Section>
  );
}

function Step({ run, isCurrent }: { run: ChainRun; isCurrent: boolean }) {
  const t = useTranslations('run');
  const words = useTranslations('words');
  const { testCorrect, testSamples, bits, sparsity } = run;
  const facts = [
    testCorrect !== null && testSamples ? percent(testCorrect / testSamples) : undefined,
    run.storedBytes !== null ? bytes(run.storedBytes) : undefined,
    sparsity ? t('sparse', { level: level(sparsity) }) : undefined,
    bits !== null && bits < 32 ? `int${bits}` : undefined,
  ].filter(Boolean);
  return (
    <div className={classes.step} aria-current={isCurrent ? 'step' : undefined}>
      <div className={classes.kind}>
        <TechniqueMark technique={run.technique} />
        {words(run.modelId === null ? `method.${run.method}` : `technique.${run.technique}`)}
        <span className="muted">#{run.runId}</span>
      </div>
      {isCurrent ? (
        <strong className={classes.name} title={run.name}>
          <bdi>{run.name}</bdi>
        </strong>
      ) : (
        <Link href={`/runs/${run.runId}`} className={classes.name} title={run.name}>
          <bdi>{run.name}</bdi>
        </Link>
      )}
      <div className={classes.facts}>
        {facts.length > 0 ? facts.join(' · ') : <StatusMark status={run.status} />}
      </div>
    </div>
  );
}

function chainSql(runId: number): string {
  return `-- The runs whose models this run's model was made from, the first at the top
WITH RECURSIVE chain(run_id, role, depth) AS (
  SELECT ${runId}, 'this run', 0
  UNION ALL
  SELECT coalesce(i.input_run_id, m.run_id), i.role, c.depth + 1
  FROM chain c
  JOIN run_inputs i ON i.run_id = c.run_id
  LEFT JOIN models m ON m.id = i.model_id
  WHERE c.depth < 50 AND c.role <> 'teacher'
)
SELECT c.depth, c.role, r.id, r.name, r.method, s.technique, s.test_accuracy, s.stored_bytes, s.sparsity, s.bits
FROM chain c
JOIN runs r ON r.id = c.run_id
JOIN run_results s ON s.run_id = r.id
ORDER BY c.depth DESC`;
}
