import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, toAppError } from '@/lib/domain/errors';
import { programPath } from '../program-path';
import type { QueryLimits } from './limits';
import { type LimitedCommand, limitedCommand } from './process-limits';
import { type Asked, checkedRequest, type Query, type QueryLogEntry } from './query';
import { type QueryChild, startQueryChild } from './query-child';
import type { QueryResult, QueryTasks, StatementDescription, WholeCell } from './query-result';
import { checkReadsOnly } from './sql-gate';

/** Runs queries in processes of their own. */
export interface QueryPool {
  /**
   * Runs one reading statement, as soon as there is a place for this person.
   *
   * @throws AppError `invalid_argument` for limits above the ceilings, `query_refused`, `query_failed`,
   *   `query_limit`, `cancelled`, or `busy` when no place came free in time.
   */
  run(query: Query): Promise<QueryResult>;
  /**
   * Tells what a statement is without running it, beside a query of the same person that runs.
   *
   * @throws AppError as {@link QueryPool.run}.
   */
  describe(asked: Asked): Promise<StatementDescription>;
  /**
   * Runs a statement again up to one row and gives one value of it whole.
   *
   * @throws AppError as {@link QueryPool.run}, and `not_found` when there is no such row or column any more.
   */
  wholeCell(asked: Asked & { row: number; column: number }): Promise<WholeCell>;
  /** Cancels a query of `owner`; true when it was there. Its process is gone when `run` rejects. */
  cancel(id: string, owner: string): boolean;
  /** How the operating system limits the processes. */
  readonly enforcement: LimitedCommand;
  /** Ids of the processes that live, idle ones too. */
  pids(): number[];
  /** Kills all processes and removes the scratch folder. */
  close(): Promise<void>;
}

interface Job {
  id: string;
  owner: string;
  start: () => void;
  /** Ends the job: a waiting one at once, a running one by killing its process. */
  stop: (error: AppError) => void;
}

/**
 * A pool of query processes over one tracking database: {@link QueryLimits} says how many run at once, how many
 * wait, and when a process is replaced. Each query, refused ones too, is told to `log`.
 */
export function createQueryPool(options: {
  databasePath: string;
  limits: QueryLimits;
  log: (entry: QueryLogEntry) => void;
  programPath?: string;
}): QueryPool {
  const { databasePath, limits } = options;
  const enforcement = limitedCommand(limits);
  const scratchDir = mkdtempSync(join(tmpdir(), 'lathe-query-'));
  const children = new Set<QueryChild>();
  const idle: QueryChild[] = [];
  const waiting: Job[] = [];
  const running: Job[] = [];
  let isClosed = false;

  const killAll = () => Promise.all([...children].map((child) => child.kill()));
  const onExit = () => {
    void killAll();
    rmSync(scratchDir, { recursive: true, force: true });
  };
  process.once('exit', onExit);

  function takeChild(): QueryChild {
    for (let child = idle.pop(); child; child = idle.pop()) {
      if (child.isReusable) return child;
      children.delete(child);
    }
    const child = startQueryChild({
      databasePath,
      programPath: options.programPath ?? programPath('query-process'),
      scratchDir,
      prefix: enforcement.prefix,
      limits,
    });
    children.add(child);
    return child;
  }

  async function giveBack(child: QueryChild): Promise<void> {
    if (child.isReusable && !isClosed) {
      idle.push(child);
      return;
    }
    await child.kill();
    children.delete(child);
  }

  function startNext(): void {
    for (const job of [...waiting]) {
      if (running.length >= limits.concurrent) return;
      if (running.filter(({ owner }) => owner === job.owner).length >= limits.concurrentEach) continue;
      waiting.splice(waiting.indexOf(job), 1);
      running.push(job);
      job.start();
    }
  }

  /** The process for the job, when it is its turn. From then on, stopping the job kills the process. */
  function turn(job: Job): Promise<QueryChild> {
    return new Promise((resolve, reject) => {
      const leave = (error: AppError) => {
        clearTimeout(timer);
        if (waiting.includes(job)) waiting.splice(waiting.indexOf(job), 1);
        reject(error);
      };
      const timer = setTimeout(() => leave(busy(`no place came free in ${limits.waitMs} ms`)), limits.waitMs);
      job.start = () => {
        try {
          const child = takeChild();
          clearTimeout(timer);
          job.stop = (error) => void child.kill(error);
          resolve(child);
        } catch (error) {
          leave(toAppError(error));
        }
      };
      job.stop = leave;
      waiting.push(job);
      startNext();
      if (waiting.length > limits.waiting) leave(busy(`${limits.waiting} queries wait already`));
    });
  }

  async function perform<K extends keyof QueryTasks>(
    asked: Asked,
    owner: string,
    task: K,
    request: QueryTasks[K]['request'],
    timeoutMs: number,
  ): Promise<QueryTasks[K]['result']> {
    const { id = randomUUID(), signal } = asked;
    const job: Job = { id, owner, start: () => undefined, stop: () => undefined };
    // Asked here too, so that a refused statement costs no process.
    checkReadsOnly(asked.sql);
    const onAbort = () => job.stop(cancelled());
    if (signal?.aborted || isClosed) throw cancelled();
    signal?.addEventListener('abort', onAbort);
    try {
      const child = await turn(job);
      try {
        const result = await child.perform(task, request, timeoutMs);
        // Tables that were given stay on the connection.
        if ('tables' in request && request.tables) child.retire();
        return result;
      } finally {
        await giveBack(child);
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      if (running.includes(job)) running.splice(running.indexOf(job), 1);
      startNext();
    }
  }

  return {
    enforcement,
    run: (query) =>
      logged(query, () => {
        const { sql, params = {}, tables, wantsTables } = query;
        const { maxRows, timeoutMs } = checkedRequest(query, limits);
        const { maxResultBytes, maxTextLength, maxBlobBytes } = limits;
        const most = { maxRows, maxResultBytes, maxTextLength, maxBlobBytes };
        const request = { sql, params, tables, wantsTables, ...most };
        return perform(query, ownerOf(query), 'run', request, timeoutMs);
      }),
    describe: async (asked) => {
      const { timeoutMs } = checkedRequest(asked, limits);
      return perform(asked, `${ownerOf(asked)} describes`, 'describe', { sql: asked.sql }, timeoutMs);
    },
    wholeCell: (asked) =>
      logged(asked, () => {
        const { sql, params = {}, row, column } = asked;
        const { timeoutMs } = checkedRequest(asked, limits);
        const request = { sql, params, row, column, maxBytes: limits.maxCellBytes };
        return perform(asked, ownerOf(asked), 'cell', request, timeoutMs);
      }),
    cancel: (id, owner) => {
      const job = [...waiting, ...running].find((item) => item.id === id && item.owner === owner);
      job?.stop(cancelled());
      return job !== undefined;
    },
    pids: () => [...children].map(({ pid }) => pid),
    close: async () => {
      isClosed = true;
      process.removeListener('exit', onExit);
      for (const job of [...waiting]) job.stop(cancelled());
      await killAll();
      rmSync(scratchDir, { recursive: true, force: true });
    },
  };

  /** Does the work and tells the log what came of it. */
  async function logged<T extends QueryResult | WholeCell>(asked: Asked, work: () => Promise<T>): Promise<T> {
    const startedAt = Date.now();
    const { by, source, sql, params = {} } = asked;
    const entry = { uid: randomUUID().replaceAll('-', ''), by, source, sql, params, startedAt };
    const tell = (end: Pick<QueryLogEntry, 'rows' | 'truncated' | 'errorCode' | 'errorMessage'>) => {
      try {
        options.log({ ...entry, ...end, elapsedMs: Date.now() - startedAt });
      } catch (error) {
        // An answer that was found is not lost because it could not be logged, on a full disk say.
        console.error('The query log could not be written:', error);
      }
    };
    try {
      const result = await work();
      const found =
        'rows' in result
          ? { rows: result.rows.length, truncated: result.truncated }
          : { rows: 1, truncated: false as const };
      tell({ ...found, errorCode: null, errorMessage: null });
      return result;
    } catch (thrown) {
      const error = toAppError(thrown);
      tell({ rows: null, truncated: false, errorCode: error.code, errorMessage: error.message });
      throw error;
    }
  }
}

function ownerOf({ owner, by }: Asked): string {
  return owner ?? by;
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The query was cancelled; its process is gone.');
}

function busy(found: string): AppError {
  return new AppError(
    'busy',
    `The query was not run: ${found}. Wait for other queries to end, or cancel yours.`,
  );
}
