import { AppError } from '@/lib/domain/errors';
import type { QueryJob } from './query-queue';
import { walBytes } from './wal-size';

/** How often the write-ahead log is looked at while queries run. */
const CHECK_MS = 100;

/**
 * Looks after the write-ahead log while queries run: a reader keeps it from being emptied, so before it grows beyond
 * `most` bytes those who read the tracking database are stopped. What it gives is to be called whenever a query gets its place.
 */
export function walWatch(databasePath: string, most: number, running: () => readonly QueryJob[]): () => void {
  let timer: NodeJS.Timeout | undefined;
  const check = () => {
    const readers = running().filter((job) => job.readsTracking);
    if (readers.length === 0) {
      clearInterval(timer);
      timer = undefined;
    } else if (walBytes(databasePath) > most) {
      for (const job of readers) job.stop(walFull());
    }
  };
  return () => {
    timer ??= setInterval(check, CHECK_MS).unref();
  };
}

function walFull(): AppError {
  return new AppError(
    'query_limit',
    'The query was stopped: while it read, others wrote so much that the write-ahead log could not be emptied. Run it again, or read fewer rows.',
  );
}
