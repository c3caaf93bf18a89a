import { cellText } from '@/db/console/cell-text';
import type { BlobCell, Cell } from '@/db/console/query-result';
import type { TypedParams } from '@/lib/domain/typed-param';
import { isCut, uncut } from './cell-value';

/** The statement that gave a result, as it was run; without it nothing more can be asked of the server. */
export interface ResultSource {
  sql: string;
  params: TypedParams;
  connection?: string;
}

/** One whole value. */
export type WholeValue = { text: string } | { blob: Blob };

/** What goes wrong while a value or an export is asked for, in words for the person. */
export class RequestFailure extends Error {}

/** What a failed request says, or the text that is said when it says nothing. */
export async function failureOf(response: Response, unreachable: string): Promise<RequestFailure> {
  const body: unknown = await response.json().catch(() => undefined);
  const message = (body as { error?: { message?: unknown } } | undefined)?.error?.message;
  return new RequestFailure(typeof message === 'string' ? message : unreachable);
}

/** The bytes of hex digits. */
function bytesOf({ hex }: BlobCell): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  );
}

/** What the result itself holds of a value. */
export function heldValue(cell: Cell): WholeValue {
  if (cell !== null && typeof cell === 'object') return { blob: new Blob([bytesOf(cell)]) };
  return { text: typeof cell === 'string' ? uncut(cell) : cellText(cell) };
}

/**
 * A value of a result, whole: one that was cut is asked of the server, which runs the query again.
 *
 * @throws RequestFailure what the server says, `unreachable` when it does not answer, `changed` when the value is
 *   another one by now.
 */
export async function wholeValue(
  cell: Cell,
  place: { row: number; column: number },
  source: ResultSource | undefined,
  words: { unreachable: string; changed: string },
): Promise<WholeValue> {
  if (!isCut(cell) || !source) return heldValue(cell);
  const response = await fetch('/api/console/cell', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...source, ...place }),
  }).catch(() => {
    throw new RequestFailure(words.unreachable);
  });
  if (!response.ok) throw await failureOf(response, words.unreachable);
  const isBlob = response.headers.get('Content-Type')?.startsWith('application/octet-stream') ?? false;
  const value = isBlob ? { blob: await response.blob() } : { text: await response.text() };
  if (!isSame(cell, value)) throw new RequestFailure(words.changed);
  return value;
}

/** False when what the query gives now does not go on from what was seen. */
function isSame(cell: Cell, value: WholeValue): boolean {
  if ('blob' in value) return cell !== null && typeof cell === 'object' && cell.bytes === value.blob.size;
  return typeof cell === 'string' && value.text.startsWith(uncut(cell));
}

/** Gives a file to the person. */
export function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it up by the next minute at the latest.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
