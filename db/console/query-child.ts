import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { AppError } from '@/lib/domain/errors';
import type { QueryLimits } from './limits';
import { deathOf } from './query-death';
import type { ExportRequest, QueryReply, QueryTasks } from './query-result';
import type { SessionSource } from './session-source';
import { withTimer } from './with-timer';

/** What is needed to start a query process. */
export interface QueryChildOptions {
  source: SessionSource;
  /** Built program of the query process. */
  programPath: string;
  /** Folder of the process and of its temporary files. */
  scratchDir: string;
  /** Command that sets the operating system's limits; see `limitedCommand`. */
  prefix: readonly string[];
  limits: QueryLimits;
  /** True for a process that gives a file on its standard output. */
  isExport?: boolean;
}

/** One query process, which runs one query at a time. */
export interface QueryChild {
  readonly pid: number;
  /** False once that it has died, has been killed, or is due to be replaced. */
  readonly isReusable: boolean;
  /** True from half of the queries or of the processor time on after which it is replaced. */
  readonly isTired: boolean;
  /**
   * Does a task; its wall clock starts when the process is ready.
   *
   * @throws AppError what the query process reports, `query_limit` when time, memory or processor time ran out,
   *   or the error given to `kill`. The process is gone by then.
   */
  perform<K extends keyof QueryTasks>(
    task: K,
    request: QueryTasks[K]['request'],
    timeoutMs: number,
  ): Promise<QueryTasks[K]['result']>;
  /**
   * Has all rows of a statement written as a file, and gives its bytes once the first are there; they end with an error
   * when the export fails or `kill` is called. `end` is the number of rows, once all were read.
   *
   * @throws AppError as {@link QueryChild.perform}, until the first bytes are there.
   */
  stream(request: ExportRequest, timeoutMs: number): Promise<{ body: Readable; end: Promise<number> }>;
  /** From now on the process is due to be replaced. */
  retire(): void;
  /** Kills the process; a query that runs fails with `reason`. Resolved when the process is gone. */
  kill(reason?: AppError): Promise<void>;
}

const START_TIMEOUT_MS = 15_000;
const STDERR_KEPT = 4_000;
/** Bytes of a file that are read before they are wanted, so that its process does not wait for each part. */
const EXPORT_AHEAD_BYTES = 2 ** 20;
/** How long a process may take to have its server stop. */
const STOP_MS = 2_000;

/** Starts a query process. It does not keep its parent alive while it waits for a query. */
export function startQueryChild(options: QueryChildOptions): QueryChild {
  const { limits } = options;
  const [command, ...args] = [
    ...options.prefix,
    process.execPath,
    `--max-old-space-size=${limits.heapMegabytes}`,
    options.programPath,
  ];
  const child = spawn(command, args, {
    cwd: options.scratchDir,
    // Nothing else of the parent's environment is a query's business.
    env: {
      NODE_ENV: 'production',
      SQLITE_TMPDIR: options.scratchDir,
      TMPDIR: options.scratchDir,
      TZ: process.env.TZ,
    },
    stdio: ['ignore', options.isExport ? 'pipe' : 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  const errorStream = child.stderr as unknown as { ref?: () => void; unref?: () => void } | null;
  child.unref();
  child.channel?.unref();
  errorStream?.unref?.();

  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT);
  });

  let killReason: AppError | undefined;
  let isDead = false;
  let queries = 0;
  let isWorn = false;
  let isTired = false;
  const gone = new Promise<AppError>((resolve) => {
    child.once('error', (error) => {
      isDead = true;
      const message = `The query process could not be started: ${error.message}.`;
      resolve(new AppError('internal', message, { cause: error }));
    });
    // "close" comes after all of stderr has been read.
    child.once('close', (code, signal) => {
      isDead = true;
      resolve(killReason ?? deathOf(code, signal, stderr));
    });
  });
  const ready = nextReply(child, gone);
  // Told by the channel: arguments are read by everybody on the machine.
  child.send(options.source, () => undefined);
  // Whoever runs a query awaits it; a process that dies unused is nobody's error.
  ready.catch(() => undefined);

  const kill = async (reason?: AppError): Promise<void> => {
    const isFirst = killReason === undefined;
    killReason ??= reason ?? new AppError('cancelled', 'The query was stopped: its process was closed.');
    if (!isDead) {
      // An idle process does not keep its parent alive; one that is waited for must.
      child.ref();
      errorStream?.ref?.();
      // A server would go on computing for a process that died.
      if (options.source.kind === 'postgres' && child.connected) {
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
        void gone.then(() => clearTimeout(timer));
        if (isFirst) child.send('stop', () => undefined);
      } else child.kill('SIGKILL');
    }
    await gone;
  };

  return {
    pid: child.pid ?? -1,
    get isReusable() {
      return !isDead && !killReason && !isWorn;
    },
    get isTired() {
      return isTired;
    },
    kill,
    retire: () => {
      isWorn = true;
    },
    stream: async (request, timeoutMs) => {
      const timeError = new AppError(
        'query_limit',
        `The export was stopped: it took longer than ${timeoutMs} ms. Export fewer rows or columns.`,
      );
      const timer = setTimeout(() => void kill(timeError), timeoutMs);
      try {
        throwFailed(await ready);
        child.ref();
        const started = nextReply(child, gone);
        child.send({ task: 'export', request });
        throwFailed(await started);
        const finished = nextReply(child, gone);
        const body = new PassThrough({ highWaterMark: EXPORT_AHEAD_BYTES });
        body.once('close', () => {
          child.stdout?.resume();
          void kill();
        });
        child.stdout?.pipe(body, { end: false });
        const end = (async () => {
          try {
            const reply = await finished;
            throwFailed(reply);
            // All bytes are in the pipe; with the process it comes to its end.
            child.kill();
            await (child.stdout?.readableEnded || new Promise((done) => child.stdout?.once('end', done)));
            body.end();
            return (reply as { result: { rows: number } }).result.rows;
          } catch (error) {
            body.destroy(error as Error);
            throw error;
          } finally {
            clearTimeout(timer);
            await kill();
          }
        })();
        // Whoever asked hears of a failure by the bytes; nobody has to await the number.
        end.catch(() => undefined);
        return { body, end };
      } catch (error) {
        clearTimeout(timer);
        await kill();
        throw error;
      }
    },
    perform: async <K extends keyof QueryTasks>(
      task: K,
      request: QueryTasks[K]['request'],
      timeoutMs: number,
    ) => {
      const timeError = new AppError(
        'query_limit',
        `The query was stopped: it ran longer than ${timeoutMs} ms. Filter or aggregate earlier, or ask for more time.`,
      );
      const startError = new AppError('internal', 'The query process did not start in time.');
      try {
        await withTimer(
          START_TIMEOUT_MS,
          () => kill(startError),
          () => ready.then(throwFailed),
        );
        queries += 1;
        const reply = await withTimer(
          timeoutMs,
          () => kill(timeError),
          () => {
            const answer = nextReply(child, gone);
            child.send({ task, request }, (error) => {
              if (error)
                void kill(new AppError('internal', 'The query process took no query.', { cause: error }));
            });
            return answer;
          },
        );
        throwFailed(reply);
        if (reply.kind !== 'result') throw new AppError('internal', 'The query process gave no result.');
        isTired = queries >= limits.reuseQueries / 2 || reply.cpuMs >= limits.reuseCpuMs / 2;
        isWorn ||=
          queries >= limits.reuseQueries ||
          reply.cpuMs >= limits.reuseCpuMs ||
          reply.rssBytes >= limits.reuseRssBytes;
        return reply.result as QueryTasks[K]['result'];
      } catch (error) {
        await kill();
        throw error;
      }
    },
  };
}

/** The next message of the process; rejected with the cause of its death. */
function nextReply(child: ChildProcess, gone: Promise<AppError>): Promise<QueryReply> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as QueryReply));
    void gone.then(reject);
  });
}

function throwFailed(reply: QueryReply): void {
  if (reply.kind === 'failed') throw new AppError(reply.code, reply.message, { issues: reply.issues });
}
