import { createRunChangeReader } from '@/db/queries/run-changes';
import { expireLeases } from '@/db/run-queue';
import { trackingDatabase } from '../data/database';
import type { LiveMessage } from './live-message';

const POLL_MS = 500;
const EXPIRE_EVERY = 10;

type Listener = (message: LiveMessage) => void;

interface Poller {
  listeners: Set<Listener>;
  /** Of the last change that was seen; see `LiveMessage`. */
  version: number;
}

const shared = globalThis as typeof globalThis & { latheRunPoller?: Poller };

/**
 * The one poll of the database in this process, shared by all streams; it also fails the runs whose worker went
 * silent. It runs from the first call on, with or without listeners.
 */
export function runPoller(): Poller {
  shared.latheRunPoller ??= startPoller();
  return shared.latheRunPoller;
}

function startPoller(): Poller {
  const poller: Poller = { listeners: new Set(), version: Date.now() };
  const db = trackingDatabase();
  const reader = createRunChangeReader(db);
  let polls = 0;
  setInterval(() => {
    try {
      if (polls++ % EXPIRE_EVERY === 0) expireLeases(db);
      const changes = reader.read();
      if (!changes) return;
      poller.version++;
      for (const listener of poller.listeners) listener({ version: poller.version, changes });
    } catch (error) {
      // A busy or full database: the next poll sees what this one missed.
      console.error('Polling the database for changed runs failed.', error);
    }
  }, POLL_MS).unref();
  return poller;
}
