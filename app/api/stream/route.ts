import type { LiveMessage } from '../../live/live-message';
import { runPoller } from '../../live/run-poller';
import { route } from '../reply';

export const dynamic = 'force-dynamic';

const HEARTBEAT_MS = 15_000;

/** Server-sent events, each a `LiveMessage`; comments keep the connection open. */
export const GET = route((request) => {
  const poller = runPoller();
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const tell = (message: LiveMessage) => send(`data: ${JSON.stringify(message)}\n\n`);
      const heartbeat = setInterval(() => send(': alive\n\n'), HEARTBEAT_MS);
      stop = () => {
        clearInterval(heartbeat);
        poller.listeners.delete(tell);
      };
      request.signal.addEventListener('abort', () => {
        stop();
        try {
          controller.close();
        } catch {
          // Already closed by the reader.
        }
      });
      poller.listeners.add(tell);
      send('retry: 2000\n\n');
      tell({ version: poller.version });
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
