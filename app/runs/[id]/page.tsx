import { Skeleton } from '@mantine/core';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Suspense } from 'react';
import { getModelChain } from '@/db/queries/model-chain';
import {
  findRunParts,
  getRun,
  getRunStamp,
  listArtifacts,
  listBenchmarks,
  listEvaluations,
  listLogLines,
  listParams,
  listRunTags,
} from '@/db/queries/run';
import { listRunsById } from '@/db/queries/run-list';
import { openDatabase } from '../../data/database';
import { idFromPath, orNotFound } from '../../data/lookup';
import { read } from '../../data/read';
import { SqlLink } from '../../format/sql-link';
import { MarkdownText } from '../../notes/markdown-text';
import { Section } from '../../shell/page-body';
import { ArtifactTable } from '../artifacts/artifact-table';
import { Conclusion } from '../conclusion';
import { RunCurves } from '../curves/run-curves';
import { EnvironmentList } from '../environment-list';
import { EvaluationSection } from '../evaluation-section';
import classes from '../facts.module.css';
import { readInitialRuns } from '../grid/read-initial-runs';
import { RunsGrid } from '../grid/runs-grid';
import { LayersSection } from '../layers/layers-section';
import { QuantizerSection } from '../layers/quantizer-section';
import { SensitivitySection } from '../layers/sensitivity-section';
import { ModelChainView } from '../model-chain';
import { NotesSection } from '../notes-section';
import { indentedConfig, repeatCommand } from '../repeat-command';
import { RunConfigView } from '../run-config';
import { RunHeader } from '../run-header';
import { RunLog } from '../run-log';
import { artifactsSql, configSql } from '../run-sql';
import { RunSummary } from '../run-summary';
import { RunTags } from '../run-tags';
import { SectionMenu } from '../section-menu';
import { TrashNotice } from '../trash-notice';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ tensor?: string | string[] }>;
}

const LOG_TAIL = 500;
const LONGEST_TITLE = 120;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = idFromPath((await params).id);
  const [row] = listRunsById(await openDatabase(), [id]);
  if (!row) return { title: (await getTranslations('shell'))('notFoundTitle') };
  return { title: `${row.name.slice(0, LONGEST_TITLE)} #${row.id}` };
}

export default async function RunPage({ params, searchParams }: Props) {
  const id = idFromPath((await params).id);
  const db = await openDatabase();
  const t = await getTranslations('run');
  const run = orNotFound(() => getRun(db, id));
  const [row] = listRunsById(db, [id]);
  const baseline = row.baselineRunId === null ? undefined : listRunsById(db, [row.baselineRunId])[0];
  const parts = findRunParts(db, id);
  const chain = getModelChain(db, id);
  const evaluations = listEvaluations(db, id);
  const benchmarks = listBenchmarks(db, id);
  const artifacts = listArtifacts(db, id);
  const configParams = listParams(db, id);
  const isParent = row.method === 'pipeline';
  const sections = [
    { id: 'conclusion', title: t('conclusion'), isShown: true },
    { id: 'children', title: t('children'), isShown: isParent },
    { id: 'sensitivity', title: t('sensitivity'), isShown: parts.sensitivity },
    { id: 'evaluations', title: t('evaluations'), isShown: evaluations.length > 0 },
    { id: 'classes', title: t('byClass'), isShown: evaluations.length > 0 },
    { id: 'curves', title: t('curves'), isShown: parts.metrics },
    { id: 'layers', title: t('layers'), isShown: parts.layers },
    { id: 'quantizers', title: t('quantizers'), isShown: parts.quantizers },
    { id: 'log', title: t('log'), isShown: true },
    { id: 'config', title: t('config'), isShown: true },
    { id: 'artifacts', title: t('artifacts'), isShown: artifacts.length > 0 },
    { id: 'notes', title: t('notes'), isShown: true },
  ];
  const { tensor } = await searchParams;
  return (
    <RunHeader
      initial={{ row, stamp: getRunStamp(db, id) }}
      attempt={run.attempt}
      retryOfRunId={run.retryOfRunId}
      copiedFromRunId={run.copiedFromRunId}
      errorMessage={run.errorMessage}
      checkpointStep={run.checkpointStep}
      isCancelling={run.cancelRequestedAt !== null}
    >
      <div className={classes.page}>
        <TrashNotice run={run} />
        <RunTags runId={id} tags={listRunTags(db, id)} />
        <SectionMenu sections={sections} />
        <RunSummary
          run={row}
          baseline={baseline}
          latencyEngine={benchmarks.find(({ latencyP50Ms }) => latencyP50Ms === row.latencyMs)?.engine}
        />
        <ModelChainView runId={id} chain={chain} />
        <Conclusion runId={id} stored={run.conclusion}>
          <MarkdownText source={run.conclusion} />
        </Conclusion>
        {isParent && (
          <Section id="children" title={t('children')}>
            <RunsGrid parentRunId={id} initial={await readInitialRuns({ parentRunId: id })} height={720} />
          </Section>
        )}
        {parts.sensitivity && (
          <Suspense fallback={<Waiting height={520} />}>
            <SensitivitySection runId={id} />
          </Suspense>
        )}
        <Suspense fallback={<Waiting height={240} />}>
          <EvaluationSection runId={id} evaluations={evaluations} benchmarks={benchmarks} />
        </Suspense>
        <RunCurves key={`curves ${run.attempt}`} runId={id} initial={await read('getCurveIndexText', id)} />
        {parts.layers && (
          <Suspense fallback={<Waiting height={900} />}>
            <LayersSection runId={id} wanted={typeof tensor === 'string' ? tensor : 'kernel'} />
          </Suspense>
        )}
        {parts.quantizers && (
          <Suspense fallback={<Waiting height={240} />}>
            <QuantizerSection runId={id} />
          </Suspense>
        )}
        <RunLog runId={id} initial={listLogLines(db, id, {}, LOG_TAIL)} />
        <div className={classes.columns}>
          <Section
            id="config"
            title={t('config')}
            aside={<SqlLink sql={configSql(id, configParams.length > 0)} />}
          >
            <RunConfigView
              runId={id}
              text={indentedConfig(run.config)}
              command={repeatCommand(run.config, run.gitCommit)}
              params={configParams}
            />
          </Section>
          <Section id="environment" title={t('environment')}>
            <EnvironmentList run={run} />
          </Section>
        </div>
        {artifacts.length > 0 && (
          <Section id="artifacts" title={t('artifacts')} aside={<SqlLink sql={artifactsSql(id)} />}>
            <ArtifactTable runId={id} rows={artifacts} />
          </Section>
        )}
        <Suspense fallback={<Waiting height={80} />}>
          <NotesSection runId={id} />
        </Suspense>
      </div>
    </RunHeader>
  );
}

/** The place of a section that is still read. */
function Waiting({ height }: { height: number }) {
  return <Skeleton height={height} radius={4} mb={32} />;
}
