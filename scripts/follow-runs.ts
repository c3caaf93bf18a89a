import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import type { TrackingDatabase } from '@/db/client';
import { expireLeases } from '@/db/run-queue';
import { isFinalStatus, type RunStatus } from '@/lib/domain/run-status';

const POLL_MS = 200;

/** What following shows of a run. */
export interface FollowedRun {
  id: number;
  name: string;
  status: RunStatus;
  done: number;
  total: number;
  phase: string;
  durationMs: number | null;
  errorMessage: string | null;
}

const SELECT = `
  SELECT id, name, status, progress_done AS done, progress_total AS total, progress_phase AS phase,
    duration_ms AS durationMs, error_message AS errorMessage
  FROM runs`;

/** The run as it is now, and its children. */
function readRuns(db: TrackingDatabase, runId: number): { run: FollowedRun; children: FollowedRun[] } {
  const run = db.sqlite.prepare(`${SELECT} WHERE id = ?`).get(runId) as FollowedRun;
  const children = db.sqlite
    .prepare(`${SELECT} WHERE parent_run_id = ? ORDER BY id`)
    .all(runId) as FollowedRun[];
  return { run, children };
}

/**
 * Shows the progress of a run and its children on standard error until it has ended, and gives it as it ended: bars
 * on a terminal, one line for each run that ended elsewhere.
 */
export async function followRun(
  db: TrackingDatabase,
  runId: number,
): Promise<{ run: FollowedRun; children: FollowedRun[] }> {
  const view = process.stderr.isTTY ? new Bars() : new Lines();
  try {
    for (;;) {
      expireLeases(db);
      const state = readRuns(db, runId);
      view.show(state.children.length > 0 ? state.children : [state.run]);
      if (isFinalStatus(state.run.status)) return state;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    view.close();
  }
}

function endLine({ id, name, status, durationMs, errorMessage }: FollowedRun): string {
  const time = durationMs === null ? '' : ` in ${(durationMs / 1000).toFixed(1)} s`;
  return `run ${id} ${name}: ${status}${time}${errorMessage ? `. ${errorMessage}` : ''}`;
}

/** One line for each run that ended. */
class Lines {
  readonly #told = new Set<number>();

  show(runs: FollowedRun[]): void {
    for (const run of runs) {
      if (!isFinalStatus(run.status) || this.#told.has(run.id)) continue;
      this.#told.add(run.id);
      const place = runs.length > 1 ? `[${this.#told.size}/${runs.length}] ` : '';
      process.stderr.write(`${place}${endLine(run)}\n`);
    }
  }

  close(): void {}
}

/** A bar over all runs and one for each run at work. */
class Bars {
  readonly #bars = new MultiBar(
    {
      format: '{bar} {percentage} % {name} {phase}',
      hideCursor: true,
      clearOnComplete: false,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  readonly #overall = this.#bars.create(1, 0, { name: 'all runs', phase: '' });
  readonly #running = new Map<number, SingleBar>();

  show(runs: FollowedRun[]): void {
    const share = ({ status, done, total }: FollowedRun) =>
      isFinalStatus(status) ? 1 : total > 0 ? Math.min(1, done / total) : 0;
    const ended = runs.filter(({ status }) => isFinalStatus(status)).length;
    this.#overall.setTotal(runs.length);
    this.#overall.update(
      runs.reduce((sum, run) => sum + share(run), 0),
      { name: `${ended} of ${runs.length} runs`, phase: '' },
    );
    for (const run of runs) {
      const bar = this.#running.get(run.id);
      const labels = { name: run.name, phase: run.phase };
      if (run.status === 'running' && !bar)
        this.#running.set(run.id, this.#bars.create(1, share(run), labels));
      else if (run.status === 'running') bar?.update(share(run), labels);
      else if (bar) {
        this.#bars.remove(bar);
        this.#running.delete(run.id);
        this.#bars.log(`${endLine(run)}\n`);
      }
    }
  }

  close(): void {
    this.#bars.stop();
  }
}
