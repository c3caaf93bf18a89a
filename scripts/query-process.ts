// The process that answers queries: one read-only connection, one query at a time, asked and answering over the
// channel to its parent, which sets its limits and kills it.
import type { QueryReply, QueryTask } from '@/db/console/query-result';
import { openQuerySession } from '@/db/console/query-session';
import { toAppError } from '@/lib/domain/errors';

function send(reply: QueryReply): void {
  process.send?.(reply);
}

function sendError(error: unknown): void {
  const { code, message, issues } = toAppError(error);
  send({ kind: 'failed', code, message, issues });
}

try {
  const session = openQuerySession(process.argv[2]);
  process.on('message', (task: QueryTask) => {
    try {
      const result = session.perform(task);
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
process.on('disconnect', () => process.exit(0));
