import { AppError } from '@/lib/domain/errors';

/** The most bytes of a body of text: the longest statement with its parameters, and the widest grid, need far less. */
const MOST_TEXT_BYTES = 8 * 1024 * 1024;

/**
 * The body of a request, of which no more than `most` bytes are ever held. A longer one is read to its end before it is
 * refused: who is still sending when the connection closes sees that it broke, and no reply.
 *
 * @throws AppError what `refusal` makes, for a longer one.
 */
export async function readBody(request: Request, most: number, refusal: () => AppError): Promise<Uint8Array> {
  let parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.length;
    if (length <= most) parts.push(part);
    else parts = [];
  }
  if (length > most) throw refusal();
  return Buffer.concat(parts);
}

/**
 * The body of a request as text.
 *
 * @throws AppError `invalid_argument` for one of more than `most` bytes.
 */
export async function readText(request: Request, most = MOST_TEXT_BYTES): Promise<string> {
  const refusal = () =>
    new AppError(
      'invalid_argument',
      `The request was refused: its body has more than ${most} bytes. Send less at once.`,
    );
  return new TextDecoder().decode(await readBody(request, most, refusal));
}
