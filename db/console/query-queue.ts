import { AppError, toAppError } from '@/lib/domain/errors';
import type { QueryLimits } from './limits';
import type { QueryChild } from './query-child';

/** A query that waits for a place or has one. */
export interface QueryJob {
  id: string;
  owner: string;
  /** True when it reads the tracking database. */
  readsTracking: boolean;
  start: () => void;
  /** Ends the job: a waiting one at once, a running one by killing its process. */
  stop: (error: AppError) => void;
}

/** A job that has not asked for a place yet. */
export function queryJob(id: string, owner: string, readsTracking: boolean): QueryJob {
  return { id, owner, readsTracking, start: () => undefined, stop: () => undefined };
}

/** Who waits and who runs: so many at once, so many of one person, in the order of asking. */
export interface QueryQueue {
  readonly waiting: readonly QueryJob[];
  readonly running: readonly QueryJob[];
  /**
   * The process for a job, taken when it is its turn. From then on, stopping the job kills the process.
   *
   * @throws AppError `busy` when too many wait, or no place came free in time; what `take` throws.
   */
  turn(job: QueryJob, take: () => QueryChild): Promise<QueryChild>;
  /** Gives the job's place to the next. */
  leave(job: QueryJob): void;
  /** A job of this person; undefined when there is none. */
  find(id: string, owner: string): QueryJob | undefined;
}

/** A queue by {@link QueryLimits}; `onStart` is told of each job that gets a place. */
export function createQueryQueue(limits: QueryLimits, onStart: () => void): QueryQueue {
  const waiting: QueryJob[] = [];
  const running: QueryJob[] = [];

  function startNext(): void {
    for (const job of [...waiting]) {
      if (running.length >= limits.concurrent) return;
      if (running.filter(({ owner }) => owner === job.owner).length >= limits.concurrentEach) continue;
      waiting.splice(waiting.indexOf(job), 1);
      running.push(job);
      onStart();
      job.start();
    }
  }

  return {
    waiting,
    running,
    turn: (job, take) =>
      new Promise((resolve, reject) => {
        const leave = (error: AppError) => {
          clearTimeout(timer);
          if (waiting.includes(job)) waiting.splice(waiting.indexOf(job), 1);
          reject(error);
        };
        const timer = setTimeout(
          () => leave(busy(`no place came free in ${limits.waitMs} ms`)),
          limits.waitMs,
        );
        job.start = () => {
          try {
            const child = take();
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
      }),
    leave: (job) => {
      if (running.includes(job)) running.splice(running.indexOf(job), 1);
      startNext();
    },
    find: (id, owner) => [...waiting, ...running].find((job) => job.id === id && job.owner === owner),
  };
}

function busy(found: string): AppError {
  return new AppError(
    'busy',
    `The query was not run: ${found}. Wait for other queries to end, or cancel yours.`,
  );
}
