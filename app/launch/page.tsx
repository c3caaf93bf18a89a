import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { listExperimentNames } from '@/db/queries/experiments';
import { getRun } from '@/db/queries/run';
import { listRunsById } from '@/db/queries/run-list';
import { openDatabase } from '../data/database';
import { orNotFound } from '../data/lookup';
import { read } from '../data/read';
import { PageBody } from '../shell/page-body';
import type { Original } from './differences';
import { type Draft, isObject, newDraft } from './form-schema';
import { inputOf, proposedInput, withInputDefaults } from './input-defaults';
import { LaunchForm } from './launch-form';
import { MOST_INPUTS } from './limits';
import { methodSchemas } from './method-schemas';
import { applyPreset, PRESETS } from './presets';

interface Props {
  searchParams: Promise<{
    /** Method of the new run. */
    method?: string;
    /** Run whose model the new run reads. */
    run?: string;
    experiment?: string;
    preset?: string;
    /** Run whose config fills the form. */
    from?: string;
  }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('launch'))('title') };
}

export default async function LaunchPage({ searchParams }: Props) {
  const t = await getTranslations('launch');
  const wanted = await searchParams;
  const db = await openDatabase();
  const schemas = methodSchemas();
  const experiments = listExperimentNames(db);
  const originalId = idOf(wanted.from);
  const original = originalId === undefined ? undefined : readOriginal(db, originalId);
  const baseRun = idOf(wanted.run);
  const named = namedIn(original?.config, baseRun);
  const [found, basis] = await Promise.all([
    read('listLaunchInputs', { search: '', limit: MOST_INPUTS, ...named }),
    read('readEstimateBasis'),
  ]);
  const experiment = wanted.experiment ?? experiments[0] ?? t('firstExperiment');
  const base = baseRun === undefined ? undefined : { run: baseRun };
  const start = (): Draft => {
    if (original) return original.config;
    const preset = PRESETS.find(({ id }) => id === wanted.preset);
    if (preset) {
      const proposed = proposedInput(found.inputs);
      return applyPreset(schemas, preset, {
        experiment,
        chosen: base ?? (proposed && { run: proposed.runId }),
      });
    }
    const known = wanted.method !== undefined && Object.hasOwn(schemas, wanted.method);
    const schema = schemas[known ? (wanted.method as 'train') : 'train'] ?? {};
    const draft = newDraft(schema, { experiment, ...(base && { base, teacher: base }) });
    return withInputDefaults(schema, draft, inputOf(found.inputs, base), undefined);
  };
  return (
    <PageBody title={original ? t('duplicateTitle', { name: original.name }) : t('title')}>
      <LaunchForm
        key={originalId}
        schemas={schemas}
        start={start()}
        original={original}
        found={found}
        experiments={experiments}
        basis={basis}
      />
    </PageBody>
  );
}

function idOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

function readOriginal(db: Awaited<ReturnType<typeof openDatabase>>, runId: number): Original {
  const { config } = orNotFound(() => getRun(db, runId));
  const [row] = listRunsById(db, [runId]);
  return { runId, name: row.name, config: JSON.parse(config) as Draft };
}

/** The runs and models that a config names: they belong to the choices however old they are. */
function namedIn(
  config: Draft | undefined,
  baseRun: number | undefined,
): { runIds: number[]; modelIds: number[] } {
  const runIds = baseRun === undefined ? [] : [baseRun];
  const modelIds: number[] = [];
  const visit = (value: unknown) => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isObject(value)) return;
    if (Object.keys(value).length === 1) {
      if (typeof value.run === 'number') runIds.push(value.run);
      if (typeof value.model === 'number') modelIds.push(value.model);
    }
    Object.values(value).forEach(visit);
  };
  visit(config);
  return { runIds, modelIds };
}
