import { insertNoteImage, MOST_IMAGE_BYTES } from '@/db/notes/note-images';
import { AppError } from '@/lib/domain/errors';
import { trackingDatabase } from '../../../../data/database';
import { currentPerson } from '../../../../session/person';
import { json, positiveInteger, route } from '../../../reply';

/** Keeps the image that is the body for a note, and tells its name and the address it is read at. */
export const POST = route<{ id: string }>(async (request, { id }) => {
  const noteId = positiveInteger(id, 'The id of a note');
  const bytes = await readBody(request);
  const { name } = await currentPerson();
  const image = insertNoteImage(trackingDatabase(), { noteId, bytes, by: name });
  return json({ ...image, url: `/api/notes/${noteId}/images/${image.sha256}` });
});

/** The body, read no further than an image may be long. */
async function readBody(request: Request): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    parts.push(part.value);
    length += part.value.length;
    if (length <= MOST_IMAGE_BYTES) continue;
    await reader?.cancel();
    throw new AppError(
      'file_invalid',
      `The image was not kept: it has more than ${MOST_IMAGE_BYTES} bytes. Make it smaller.`,
    );
  }
  return Buffer.concat(parts);
}
