import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { listExperimentNames } from '@/db/queries/experiments';
import { listInputChoices } from '@/db/queries/models';
import type { RunMethod } from '@/lib/domain/run-status';
import { openDatabase } from '../data/database';
import { PageBody } from '../shell/page-body';
import { type Draft, methodSchemas } from './form-schema';
import { LaunchForm } from './launch-form';

/** Models offered as inputs: the newest ones. */
const MOST_INPUTS = 500;

interface Props {
  searchParams: Promise<{ method?: string; run?: string; experiment?: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('launch'))('title') };
}

export default async function LaunchPage({ searchParams }: Props) {
  const t = await getTranslations('launch');
  const { method, run, experiment } = await searchParams;
  const db = await openDatabase();
  const schemas = methodSchemas();
  const experiments = listExperimentNames(db);
  const isKnown = method !== undefined && Object.hasOwn(schemas, method);
  const start: Draft = { experiment: experiment ?? experiments[0] ?? t('firstExperiment') };
  if (run && /^\d+$/.test(run)) start.base = { run: Number(run) };
  return (
    <PageBody title={t('title')}>
      <LaunchForm
        schemas={schemas}
        method={isKnown ? (method as RunMethod) : 'train'}
        start={start}
        inputs={listInputChoices(db, MOST_INPUTS)}
        experiments={experiments}
      />
    </PageBody>
  );
}
