import { type JobConfig, runConfigSchema } from '@/lib/domain/run-config';
import { runWork, type SplitSizes, timedMethod, trainedEpochs } from '@/lib/domain/run-work';
import type { TrackingDatabase } from '../client';

/** Newest finished runs that are looked at. */
const MOST_RUNS = 1000;
/** Newest runs kept of each kind. */
const MOST_OF_A_KIND = 20;

/** One finished run: what it had to do and how long it took. */
export interface TimedRun {
  runId: number;
  /** Passes of one image, see `runWork`. */
  work: number;
  durationMs: number;
}

/** Finished runs of one kind, the newest first. */
export interface TimedKind {
  method: string;
  /** True when the runs trained, so that they compare with other trainings. */
  isTraining: boolean;
  architecture: string;
  /** Multiply-accumulates of one image. */
  macs: number;
  datasetName: string;
  backend: string;
  cpu: string;
  runs: TimedRun[];
}

/** A data set that runs have used. */
export interface KnownDataset {
  name: string;
  splits: SplitSizes;
  shape: [height: number, width: number, channels: number];
  classes: number;
}

/** What durations can be foretold from. */
export interface EstimateBasis {
  kinds: TimedKind[];
  datasets: KnownDataset[];
  /** Where the newest run was computed: durations compare only on one machine. */
  machine: { backend: string; cpu: string } | null;
  /** Runs that wait or run now; a new one comes after them. */
  openRuns: number;
}

interface FinishedRow {
  runId: number;
  config: string;
  method: string;
  durationMs: number;
  architecture: string;
  macs: number;
  datasetName: string;
  backend: string;
  cpu: string;
}

/**
 * The newest finished runs by method, architecture, data set, backend and processor, each with its work and duration.
 * Runs that were resumed are left out: their duration is not that of all their work.
 */
export function readEstimateBasis(db: TrackingDatabase): EstimateBasis {
  const datasets = listDatasets(db);
  const rows = db.sqlite
    .prepare(`
      SELECT r.id AS runId, r.config, r.method, r.duration_ms AS durationMs, r.dataset_name AS datasetName,
        r.backend, r.cpu, coalesce(s.architecture, m.architecture) AS architecture, coalesce(s.macs, m.macs) AS macs
      FROM (SELECT * FROM runs WHERE status = 'finished' ORDER BY id DESC LIMIT ?) r
      JOIN run_results s ON s.run_id = r.id
      LEFT JOIN run_inputs i ON i.run_id = r.id AND i.role = 'base'
      LEFT JOIN models m ON m.id = i.model_id
      WHERE r.method IN ('train', 'sensitivity', 'prune', 'quantize', 'distill') AND r.attempt = 1
        AND r.deleted_at IS NULL AND r.duration_ms > 0 AND r.backend IS NOT NULL AND r.cpu IS NOT NULL
        AND coalesce(s.architecture, m.architecture) IS NOT NULL
      ORDER BY r.id DESC`)
    .all(MOST_RUNS) as FinishedRow[];
  const kinds = new Map<string, TimedKind>();
  for (const row of rows) {
    const config = jobOf(row.config);
    const dataset = datasets.find(({ name }) => name === row.datasetName);
    if (!config || !dataset) continue;
    const { architecture, macs, datasetName, backend, cpu } = row;
    const method = timedMethod(config);
    const key = JSON.stringify([method, architecture, macs, datasetName, backend, cpu]);
    const isTraining = trainedEpochs(config) > 0;
    const kind = kinds.get(key) ?? {
      method,
      isTraining,
      architecture,
      macs,
      datasetName,
      backend,
      cpu,
      runs: [],
    };
    kinds.set(key, kind);
    if (kind.runs.length === MOST_OF_A_KIND) continue;
    kind.runs.push({
      runId: row.runId,
      work: runWork(config, dataset.splits),
      durationMs: row.durationMs,
    });
  }
  const newest = rows.at(0);
  return {
    kinds: [...kinds.values()],
    datasets,
    machine: newest ? { backend: newest.backend, cpu: newest.cpu } : null,
    openRuns: db.sqlite
      .prepare(
        "SELECT count(*) FROM runs WHERE status IN ('scheduled', 'running') AND method <> 'pipeline' AND deleted_at IS NULL",
      )
      .pluck()
      .get() as number,
  };
}

function jobOf(text: string): JobConfig | undefined {
  // Configs of other versions of the schema may not parse; such runs tell nothing.
  const parsed = runConfigSchema.safeParse(JSON.parse(text));
  return parsed.success && parsed.data.method !== 'pipeline' ? parsed.data : undefined;
}

/** The newest data set of each name. */
export function listDatasets(db: TrackingDatabase): KnownDataset[] {
  const rows = db.sqlite
    .prepare(`
      SELECT name, train_samples AS train, validation_samples AS validation, test_samples AS test, height, width,
        channels, class_count AS classes
      FROM datasets WHERE id IN (SELECT max(id) FROM datasets GROUP BY name) ORDER BY name`)
    .all() as (SplitSizes & {
    name: string;
    height: number;
    width: number;
    channels: number;
    classes: number;
  })[];
  return rows.map(({ name, train, validation, test, height, width, channels, classes }) => ({
    name,
    splits: { train, validation, test },
    shape: [height, width, channels],
    classes,
  }));
}
