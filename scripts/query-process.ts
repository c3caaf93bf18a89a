// The process that answers queries: one read-only connection, told first which, and one query at a time, asked and
// answering over the channel to its parent, which sets its limits and kills it.
import { writeSync } from 'node:fs';
import type { QueryReply, QueryTask } from '@/db/console/query-result';
import { openQuerySession } from '@/db/console/query-session';
import type { SessionSource } from '@/db/console/session-source';
import { toAppError } from '@/lib/domain/errors';

function send(reply: QueryReply): void {
  process.send?.(reply);
}

function sendError(error: unknown): void {
  const { code, message, issues } = toAppError(error);
  send({ kind: 'failed', code, message, issues });
}

/** Writes to the standard output, whose reader may be slower: then it is waited for. */
function writeOut(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

process.once('message', (source: SessionSource) => {
  try {
    const session = openQuerySession(source);
    process.on('message', (task: QueryTask) => {
      try {
        const result = session.perform(task, { start: () => send({ kind: 'started' }), write: writeOut });
        const { user, system } = process.cpuUsage();
        send({
          kind: 'result',
          result,
          cpuMs: (user + system) / 1000,
          rssBytes: process.memoryUsage.rss(),
        });
      } catch (error) {
        sendError(error);
      }
    });
    send({ kind: 'ready' });
  } catch (error) {
    sendError(error);
  }
});
process.on('disconnect', () => process.exit(0));
