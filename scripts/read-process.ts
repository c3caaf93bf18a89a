// The process that answers the heavier reads of pages: one connection, one read at a time, asked and answering over the
// channel to its parent.
import { constants, setPriority } from 'node:os';
import { openTrackingDatabase } from '@/db/client';
import type { ReadReply, ReadRequest } from '@/db/reads/read-pool';
import { READS } from '@/db/reads/reads';
import { toAppError } from '@/lib/domain/errors';

// Where all cores read, the web process still answers first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const db = openTrackingDatabase(process.argv[2]);
db.sqlite.pragma('query_only = ON');

function answer({ name, args }: ReadRequest): ReadReply {
  try {
    const read = READS[name] as (...values: unknown[]) => unknown;
    return { kind: 'value', value: read(db, ...args) };
  } catch (error) {
    const { code, message, issues } = toAppError(error);
    return { kind: 'failed', code, message, issues };
  }
}

process.on('message', (request: ReadRequest) => process.send?.(answer(request)));
process.on('disconnect', () => process.exit(0));
