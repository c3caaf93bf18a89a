// The process that answers queries: one read-only connection, one query at a time, asked and answering over the
// channel to its parent, which sets its limits and kills it.
import type { QueryReply, QueryRequest } from '@/db/console/query-result';
import { openQuerySession } from '@/db/console/query-session';
import { toAppError } from '@/lib/domain/errors';

function send(reply: QueryReply): void {
  process.send?.(reply);
}

function sendError(error: unknown): void {
  const { code, message } = toAppError(error);
  send({ kind: 'failed', code, message });
}

try {
  const session = openQuerySession(process.argv[2]);
  process.on('message', (request: QueryRequest) => {
    try {
      const result = session.run(request);
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
