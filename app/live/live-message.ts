import type { RunChanges } from '@/db/queries/run-changes';

/** What the stream sends: first how far changes are, then each change as it is seen. */
export interface LiveMessage {
  /** Counts the changes that this server has seen; a server that is started again begins further on. */
  version: number;
  /** What made the version one more than before. */
  changes?: RunChanges;
}
