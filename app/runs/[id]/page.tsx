import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { listLayerStats, listLayerTensors } from '@/db/queries/layers';
import { listMetricSeries } from '@/db/queries/metric-series';
import { listQuantizers } from '@/db/queries/quantizers';
import {
  countRunParts,
  getRun,
  listArtifacts,
  listBenchmarks,
  listEvaluations,
  listLogLines,
  listRunInputs,
  listRunUses,
} from '@/db/queries/run';
import { listRuns, listRunsById } from '@/db/queries/run-list';
import { findSensitivityMap } from '@/db/queries/sensitivity';
import { openDatabase } from '../../data/database';
import { idFromPath, orNotFound } from '../../data/lookup';
import { HeatMap, HeatMapLegend } from '../../experiments/heat-map';
import { Section } from '../../shell/page-body';
import { EnvironmentList } from '../environment-list';
import classes from '../facts.module.css';
import { LayerTable } from '../layer-table';
import { PAGE_METRICS } from '../page-metrics';
import { QuantizerTable } from '../quantizer-table';
import { ArtifactTable, BenchmarkTable, EvaluationTable } from '../result-tables';
import { RunConfigView } from '../run-config';
import { RunCurves } from '../run-curves';
import { RunHeader } from '../run-header';
import { RunLinks } from '../run-links';
import { RunLog } from '../run-log';
import { RunSummary } from '../run-summary';
import { RUNS_BLOCK } from '../runs-block';
import { RunsTable } from '../runs-table';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ tensor?: string }>;
}

const LOG_TAIL = 500;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = idFromPath((await params).id);
  const [row] = listRunsById(await openDatabase(), [id]);
  return { title: row ? `${row.name} #${row.id}` : undefined };
}

export default async function RunPage({ params, searchParams }: Props) {
  const id = idFromPath((await params).id);
  const db = await openDatabase();
  const t = await getTranslations('run');
  const run = orNotFound(() => getRun(db, id));
  const [row] = listRunsById(db, [id]);
  const tensors = listLayerTensors(db, id);
  const wanted = (await searchParams).tensor;
  const tensor = tensors.find((name) => name === wanted) ?? tensors[0] ?? 'kernel';
  const map = row.method === 'sensitivity' ? findSensitivityMap(db, id) : undefined;
  const evaluations = listEvaluations(db, id);
  const benchmarks = listBenchmarks(db, id);
  const artifacts = listArtifacts(db, id);
  return (
    <RunHeader
      initial={{ row, parts: countRunParts(db, id) }}
      attempt={run.attempt}
      retryOfRunId={run.retryOfRunId}
      errorMessage={run.errorMessage}
      checkpointStep={run.checkpointStep}
      isCancelling={run.cancelRequestedAt !== null}
    >
      <RunSummary run={row} />
      {row.method === 'pipeline' && (
        <Section title={t('children')}>
          <RunsTable
            parentRunId={id}
            initial={listRuns(db, { parentRunId: id, limit: RUNS_BLOCK })}
            height={720}
          />
        </Section>
      )}
      {map && (
        <Section title={t('sensitivity')}>
          <HeatMap map={map} />
          <HeatMapLegend />
        </Section>
      )}
      <RunCurves key={`curves ${run.attempt}`} runId={id} initial={listMetricSeries(db, id, PAGE_METRICS)} />
      <LayerTable runId={id} rows={listLayerStats(db, id, tensor)} tensor={tensor} tensors={tensors} />
      <QuantizerTable runId={id} rows={listQuantizers(db, id)} />
      <div className={classes.columns}>
        {evaluations.length > 0 && (
          <Section title={t('evaluations')}>
            <EvaluationTable rows={evaluations} />
          </Section>
        )}
        {benchmarks.length > 0 && (
          <Section title={t('latency')}>
            <BenchmarkTable rows={benchmarks} />
          </Section>
        )}
      </div>
      <RunLog runId={id} initial={listLogLines(db, id, 0, LOG_TAIL)} />
      <div className={classes.columns}>
        <Section title={t('config')}>
          <RunConfigView runId={id} config={run.config} gitCommit={run.gitCommit} />
        </Section>
        <div>
          <Section title={t('environment')}>
            <EnvironmentList run={run} />
          </Section>
          {row.method !== 'pipeline' && (
            <Section title={t('links')}>
              <RunLinks inputs={listRunInputs(db, id)} uses={listRunUses(db, id)} />
            </Section>
          )}
        </div>
      </div>
      {artifacts.length > 0 && (
        <Section title={t('artifacts')}>
          <ArtifactTable rows={artifacts} />
        </Section>
      )}
    </RunHeader>
  );
}
