import type { RunChanges } from '@/db/queries/run-changes';
import { runPoller } from '../../live/run-poller';
import { route } from '../reply';

export const dynamic = 'force-dynamic';

const HEARTBEAT_MS = 15_000;

/** Server-sent events: `runs` with the revisions of the runs that changed; comments keep the connection open. */
export const GET = route((request) => {
  const { listeners } = runPoller();
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const tell = (changes: RunChanges) => send(`event: runs\ndata: ${JSON.stringify(changes)}\n\n`);
      const heartbeat = setInterval(() => send(': alive\n\n'), HEARTBEAT_MS);
      stop = () => {
        clearInterval(heartbeat);
        listeners.delete(tell);
      };
      request.signal.addEventListener('abort', () => {
        stop();
        try {
          controller.close();
        } catch {
          // Already closed by the reader.
        }
      });
      listeners.add(tell);
      send('retry: 2000\n\n: open\n\n');
    },
    cancel: () => stop(),
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    },
  });
});
