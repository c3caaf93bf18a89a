// The process that answers queries: one read-only connection, told first which, and one query at a time, asked and
// answering over the channel to its parent, which sets its limits and kills it.
import { writeSync } from 'node:fs';
import type { QueryReply, QueryTask } from '@/db/console/query-result';
import { openQuerySession, type QuerySession } from '@/db/console/query-session';
import type { SessionSource } from '@/db/console/session-source';
import { toAppError } from '@/lib/domain/errors';

let session: QuerySession | undefined;
let running: Promise<void> | undefined;
let isStopping = false;

function send(reply: QueryReply): void {
  // Who stops it knows why already.
  if (!isStopping) process.send?.(reply);
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

async function opened(source: SessionSource): Promise<QuerySession> {
  if (source.kind === 'sqlite') return openQuerySession(source);
  // The driver tries out whether this is a browser's Response, by which Node 20 would load its HTTP client in WebAssembly,
  // beyond the address space of this process.
  Reflect.deleteProperty(globalThis, 'Response');
  // Loaded where it is needed: a process that reads a file starts sooner without.
  const { openPostgresSession } = await import('@/db/console/postgres/postgres-session');
  return openPostgresSession(source);
}

async function open(source: SessionSource): Promise<void> {
  try {
    session = await opened(source);
    send({ kind: 'ready' });
  } catch (error) {
    sendError(error);
  }
}

async function perform(task: QueryTask): Promise<void> {
  try {
    const output = { start: () => send({ kind: 'started' }), write: writeOut };
    const result = await session?.perform(task, output);
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
}

/** Ends the process, and before it what a server computes for it. */
async function stop(): Promise<void> {
  isStopping = true;
  try {
    if (running) await session?.cancel?.();
    await running;
  } finally {
    process.exit(0);
  }
}

process.on('message', (message: SessionSource | QueryTask | 'stop') => {
  if (message === 'stop') void stop();
  else if ('task' in message)
    running = perform(message).finally(() => {
      running = undefined;
    });
  else void open(message);
});
process.on('disconnect', () => void stop());
