import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { RunGridRow } from '@/db/queries/run-grid-types';
import { NO_VALUE, percent } from '../../format/quantities';
import { runCssColor } from '../../format/run-color';
import { StatusMark } from '../../format/status-mark';
import { TechniqueMark } from '../../format/technique-mark';
import classes from './grid.module.css';

/** The name of a run, behind the dot in its colour. */
export function NameCell({ run }: { run: RunGridRow }) {
  return (
    <span className={classes.name}>
      <span aria-hidden className={classes.dot} style={{ background: runCssColor(run.id) }} />
      <Link href={`/runs/${run.id}`} prefetch={false} title={run.name}>
        {run.name}
      </Link>
    </span>
  );
}

export function StatusCell({ run }: { run: RunGridRow }) {
  return (
    <span style={{ display: 'inline-flex', gap: 8 }}>
      <StatusMark status={run.status} />
      {run.status === 'running' && <span className="muted">{percent(run.progress, 0)}</span>}
    </span>
  );
}

export function MethodCell({ run }: { run: RunGridRow }) {
  const words = useTranslations('words');
  return (
    <span title={words(`technique.${run.technique}`)}>
      <TechniqueMark technique={run.modelId === null ? undefined : run.technique} />
      {words(`method.${run.method}`)}
    </span>
  );
}

export function TechniqueCell({ run }: { run: RunGridRow }) {
  const words = useTranslations('words.technique');
  if (run.modelId === null) return NO_VALUE;
  return (
    <span>
      <TechniqueMark technique={run.technique} />
      {words(run.technique)}
    </span>
  );
}

export function AccuracyCell({ run, withEngine }: { run: RunGridRow; withEngine: boolean }) {
  const words = useTranslations('words.engine');
  const { testCorrect: correct, testSamples: samples, testEngine: engine } = run;
  if (correct === null || samples === null) return NO_VALUE;
  return (
    <span>
      {withEngine && engine !== null && engine !== 'float' && <span className="muted">{words(engine)} </span>}
      {percent(correct / samples)}
    </span>
  );
}

export function TagsCell({ tags }: { tags: readonly string[] }) {
  return (
    <span className={classes.tags}>
      {tags.map((tag) => (
        <span key={tag} className={classes.tag} title={tag}>
          {tag}
        </span>
      ))}
    </span>
  );
}
