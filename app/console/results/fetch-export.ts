import type { QueryExport } from '@/lib/domain/query-export';
import { failureOf, RequestFailure, type ResultSource } from './whole-cell';

/**
 * The file of a whole result. The browser keeps large ones on its disk.
 *
 * @throws RequestFailure what the server says, `unreachable` when it does not answer, `broken` when it ends early.
 */
export async function fetchExport(
  source: ResultSource,
  options: QueryExport,
  words: { unreachable: string; broken: string },
  signal: AbortSignal,
  onReceived: (bytes: number) => void,
): Promise<{ file: Blob; name: string }> {
  const response = await fetch('/api/console/export', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...source, ...options }),
    signal,
  }).catch(() => {
    throw new RequestFailure(words.unreachable);
  });
  if (!response.ok || !response.body) throw await failureOf(response, words.unreachable);
  let received = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        received += chunk.length;
        onReceived(received);
        controller.enqueue(chunk);
      },
    }),
  );
  const file = await new Response(counted).blob().catch(() => {
    throw new RequestFailure(words.broken);
  });
  return { file, name: fileNameOf(response.headers.get('Content-Disposition')) ?? `query.${options.format}` };
}

/** The name of a file in a header, of any script (RFC 6266). */
export function fileNameOf(disposition: string | null): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  if (encoded) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return undefined;
    }
  }
  return /filename="([^"]+)"/i.exec(disposition ?? '')?.[1];
}
