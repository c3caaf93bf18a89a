import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError, toAppError } from '@/lib/domain/errors';
import type { QueryExport } from '@/lib/domain/query-export';
import { programPath } from '../program-path';
import { checkReads, findSource } from './find-source';
import { createIdleProcesses } from './idle-processes';
import type { QueryLimits } from './limits';
import { type LimitedCommand, limitedCommand } from './process-limits';
import { type Asked, checkedRequest, logged, type Query, type QueryLogEntry, queryEnd } from './query';
import { type QueryChild, type QueryChildOptions, startQueryChild } from './query-child';
import { createQueryQueue, queryJob } from './query-queue';
import type { QueryResult, QueryTasks, StatementDescription, WholeCell } from './query-result';
import type { SchemaTable } from './schema-list';
import { readsTracking, type SessionSource } from './session-source';
import { walWatch } from './wal-watch';

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
  /**
   * Runs a statement again without the limits of what is shown, and gives the bytes of a file of all its rows as they are
   * made; leaving them, or the signal, ends its process.
   *
   * @throws AppError as {@link QueryPool.run}, until the first bytes are there; later the stream fails.
   */
  export(asked: Asked & { options: QueryExport }): Promise<Readable>;
  /**
   * The tables of the other sources that `connection` names, each as it is written in SQL; those of the tracking database
   * are left out.
   *
   * @throws AppError as {@link QueryPool.run}.
   */
  schema(asked: Omit<Asked, 'sql' | 'params'>): Promise<SchemaTable[]>;
  /** Cancels a query of `owner`; true when it was there. Its process is gone when `run` rejects. */
  cancel(id: string, owner: string): boolean;
  /** How the operating system limits the processes. */
  readonly enforcement: LimitedCommand;
  /** Ids of the processes that live, idle ones too. */
  pids(): number[];
  /** Kills all processes and removes the scratch folder. */
  close(): Promise<void>;
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
  const exportEnforcement = limitedCommand({ ...limits, cpuSeconds: limits.exportCpuSeconds });
  const scratchDir = mkdtempSync(join(tmpdir(), 'lathe-query-'));
  const children = new Set<QueryChild>();
  const queue = createQueryQueue(limits, () => watchWal());
  const watchWal = walWatch(databasePath, limits.walBytes, () => queue.running);
  let isClosed = false;

  const killAll = () => Promise.all([...children].map((child) => child.kill()));
  const onExit = () => {
    void killAll();
    rmSync(scratchDir, { recursive: true, force: true });
  };
  process.once('exit', onExit);

  const startChild = (source: SessionSource, more: Partial<QueryChildOptions> = {}): QueryChild => {
    const child = startQueryChild({
      source,
      programPath: options.programPath ?? programPath('query-process'),
      scratchDir,
      prefix: enforcement.prefix,
      limits,
      ...more,
    });
    children.add(child);
    return child;
  };

  const end = async (child: QueryChild): Promise<void> => {
    await child.kill();
    children.delete(child);
  };
  const idle = createIdleProcesses({
    start: () => startChild({ kind: 'sqlite', path: databasePath, attached: [] }),
    end,
    isBusy: () => queue.running.length > 0,
  });

  async function perform<K extends keyof QueryTasks>(
    asked: Asked,
    owner: string,
    task: K,
    request: QueryTasks[K]['request'],
    timeoutMs: number,
  ): Promise<QueryTasks[K]['result']> {
    const { id = randomUUID(), signal } = asked;
    const { connection = '' } = asked;
    const source = findSource(databasePath, connection, timeoutMs);
    // Asked here too, so that a refused statement costs no process.
    checkReads(source, asked.sql);
    const job = queryJob(id, owner, readsTracking(source));
    const onAbort = () => job.stop(cancelled());
    if (signal?.aborted || isClosed) throw cancelled();
    signal?.addEventListener('abort', onAbort);
    try {
      const child = await queue.turn(job, connection === '' ? idle.take : () => startChild(source));
      try {
        const result = await child.perform(task, request, timeoutMs);
        // Tables that were given and files that were attached stay; another source is asked once.
        if (connection !== '' || ('tables' in request && request.tables)) child.retire();
        return result;
      } finally {
        await idle.giveBack(child);
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      queue.leave(job);
    }
  }

  /** A place, a process of its own for it, and the bytes; the place is free when they have ended. */
  async function exportRows(asked: Asked & { options: QueryExport }): Promise<Readable> {
    const { id = randomUUID(), signal, sql, params = {}, connection = '' } = asked;
    const tell = queryEnd(asked, options.log);
    let leave = (rows: number | null, thrown?: unknown) => tell(rows, false, thrown);
    try {
      checkedRequest(asked, limits);
      const source = findSource(databasePath, connection, limits.exportTimeoutMs);
      checkReads(source, sql);
      const job = queryJob(id, ownerOf(asked), readsTracking(source));
      const onAbort = () => job.stop(cancelled());
      leave = (rows, thrown) => {
        signal?.removeEventListener('abort', onAbort);
        queue.leave(job);
        tell(rows, false, thrown);
      };
      if (signal?.aborted || isClosed) throw cancelled();
      signal?.addEventListener('abort', onAbort);
      const child = await queue.turn(job, () =>
        startChild(source, { isExport: true, prefix: exportEnforcement.prefix }),
      );
      const { body, end } = await child.stream(
        { sql, params, options: asked.options },
        limits.exportTimeoutMs,
      );
      void end
        .then((rows) => leave(rows))
        .catch((error) => leave(null, error))
        .finally(() => children.delete(child));
      return body;
    } catch (error) {
      leave(null, error);
      throw toAppError(error);
    }
  }

  return {
    enforcement,
    export: exportRows,
    run: (query) =>
      logged(query, options.log, () => {
        const { sql, params = {}, tables, wantsTables } = query;
        const { maxRows, timeoutMs } = checkedRequest(query, limits);
        const { maxResultBytes, maxTextLength, maxBlobBytes } = limits;
        const most = { maxRows, maxResultBytes, maxTextLength, maxBlobBytes };
        const request = { sql, params, tables, wantsTables, ...most };
        return perform(query, ownerOf(query), 'run', request, timeoutMs);
      }),
    schema: async (asked) => {
      const request = { ...asked, sql: 'SELECT 1' };
      const { timeoutMs } = checkedRequest(request, limits);
      return perform(request, `${ownerOf(asked)} describes`, 'schema', { sql: request.sql }, timeoutMs);
    },
    describe: async (asked) => {
      const { timeoutMs } = checkedRequest(asked, limits);
      // A place of its own: it is asked for while a query of the same person runs.
      return perform(asked, `${ownerOf(asked)} describes`, 'describe', { sql: asked.sql }, timeoutMs);
    },
    wholeCell: (asked) =>
      logged(asked, options.log, () => {
        const { sql, params = {}, row, column } = asked;
        const { timeoutMs } = checkedRequest(asked, limits);
        const request = { sql, params, row, column, maxBytes: limits.maxCellBytes };
        return perform(asked, ownerOf(asked), 'cell', request, timeoutMs);
      }),
    cancel: (id, owner) => {
      const job = queue.find(id, owner);
      job?.stop(cancelled());
      return job !== undefined;
    },
    pids: () => [...children].map(({ pid }) => pid),
    close: async () => {
      isClosed = true;
      idle.close();
      process.removeListener('exit', onExit);
      for (const job of [...queue.waiting]) job.stop(cancelled());
      await killAll();
      rmSync(scratchDir, { recursive: true, force: true });
    },
  };
}

function ownerOf({ owner, by }: Pick<Asked, 'owner' | 'by'>): string {
  return owner ?? by;
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The query was cancelled; its process is gone.');
}
