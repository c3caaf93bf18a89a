import { type ChildProcess, spawn } from 'node:child_process';
import { AppError, type ErrorCode, type FieldIssue } from '@/lib/domain/errors';
import type { ReadAnswer, ReadArguments, ReadName } from './reads';

/** What is sent to a read process. */
export interface ReadRequest {
  name: ReadName;
  args: unknown[];
}

/** What a read process answers. */
export type ReadReply =
  | { kind: 'value'; value: unknown }
  | { kind: 'failed'; code: ErrorCode; message: string; issues: readonly FieldIssue[] };

/** Runs reads in processes of their own, so that the event loop of the caller stays free. */
export interface ReadPool {
  /**
   * Runs a read as soon as a process is free.
   *
   * @throws AppError what the read throws; `busy` when it takes longer than 30 seconds; `internal` when its process dies.
   */
  read<N extends ReadName>(name: N, ...args: ReadArguments<N>): Promise<ReadAnswer<N>>;
  /** Kills all processes. */
  close(): void;
}

const PROCESSES = 2;
const LONGEST_READ_MS = 30_000;

interface Job extends ReadRequest {
  resolve: (value: unknown) => void;
  reject: (error: AppError) => void;
}

/** A pool of {@link PROCESSES} read processes over the database of `dataDir`; a process that dies is replaced. */
export function createReadPool(options: { dataDir: string; programPath: string }): ReadPool {
  const waiting: Job[] = [];
  const readers = new Set<Reader>();
  let isClosed = false;

  function startNext(): void {
    for (const reader of readers) {
      const job = reader.isFree ? waiting.shift() : undefined;
      if (job) reader.run(job);
    }
    while (waiting.length > 0 && readers.size < PROCESSES && !isClosed) {
      const reader = new Reader(options, () => {
        readers.delete(reader);
        startNext();
      });
      readers.add(reader);
      reader.onFree = startNext;
      reader.run(waiting.shift() as Job);
    }
  }

  return {
    read: (name, ...args) =>
      new Promise((resolve, reject) => {
        const job: Job = { name, args, resolve: resolve as (value: unknown) => void, reject };
        if (isClosed)
          reject(
            new AppError(
              'cancelled',
              `The read ${name} was not run: the server stops. Load the page again when it is back.`,
            ),
          );
        else waiting.push(job);
        startNext();
      }),
    close: () => {
      isClosed = true;
      const error = new AppError(
        'cancelled',
        'The read was stopped: the server stops. Load the page again when it is back.',
      );
      for (const job of waiting.splice(0)) job.reject(error);
      for (const reader of readers) reader.kill(error);
    },
  };
}

/** One read process, which runs one read at a time. */
class Reader {
  onFree: () => void = () => {};
  readonly #child: ChildProcess;
  #job: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isKilled = false;

  constructor(options: { dataDir: string; programPath: string }, onGone: () => void) {
    this.#child = spawn(process.execPath, [options.programPath, options.dataDir], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.#child.on('message', (reply: ReadReply) => this.#answer(reply));
    this.#child.once('exit', (code, signal) => {
      const how = signal ? `by ${signal}` : `with status ${code}`;
      this.#end()?.reject(new AppError('internal', `The read process ended ${how}. Load the page again.`));
      onGone();
    });
    this.#child.once('error', (cause) => {
      const message = `The read process could not be started: ${cause.message}. Load the page again.`;
      this.#end()?.reject(new AppError('internal', message, { cause }));
      onGone();
    });
    this.#rest();
  }

  get isFree(): boolean {
    return this.#job === undefined && this.#child.connected && !this.#isKilled;
  }

  run(job: Job): void {
    this.#job = job;
    // A process that is waited for keeps its parent alive; an idle one does not.
    this.#child.ref();
    this.#child.channel?.ref();
    this.#timer = setTimeout(
      () =>
        this.kill(
          new AppError(
            'busy',
            `The read ${job.name} took longer than ${LONGEST_READ_MS / 1000} s. Ask for less, or again when the server has less to do.`,
          ),
        ),
      LONGEST_READ_MS,
    );
    const request: ReadRequest = { name: job.name, args: job.args };
    this.#child.send(request, (cause) => {
      if (cause) this.kill(new AppError('internal', 'The read process took no request.', { cause }));
    });
  }

  kill(reason: AppError): void {
    this.#isKilled = true;
    this.#end()?.reject(reason);
    this.#child.kill('SIGKILL');
  }

  #answer(reply: ReadReply): void {
    const job = this.#end();
    if (reply.kind === 'value') job?.resolve(reply.value);
    else job?.reject(new AppError(reply.code, reply.message, { issues: reply.issues }));
    this.onFree();
  }

  #end(): Job | undefined {
    const job = this.#job;
    this.#job = undefined;
    clearTimeout(this.#timer);
    this.#rest();
    return job;
  }

  #rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }
}
