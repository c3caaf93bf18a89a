import { insertNoteImage, MOST_IMAGE_BYTES } from '@/db/notes/note-images';
import { AppError } from '@/lib/domain/errors';
import { trackingDatabase } from '../../../../data/database';
import { currentPerson } from '../../../../session/person';
import { readBody } from '../../../read-body';
import { json, positiveInteger, route } from '../../../reply';

/** Keeps the image that is the body for a note, and tells its name and the address it is read at. */
export const POST = route<{ id: string }>(async (request, { id }) => {
  const noteId = positiveInteger(id, 'The id of a note');
  const bytes = await readBody(request, MOST_IMAGE_BYTES, tooLarge);
  const { name } = await currentPerson();
  const image = insertNoteImage(trackingDatabase(), { noteId, bytes, by: name });
  return json({ ...image, url: `/api/notes/${noteId}/images/${image.sha256}` });
});

function tooLarge(): AppError {
  return new AppError(
    'file_invalid',
    `The image was not kept: it has more than ${MOST_IMAGE_BYTES} bytes. Make it smaller.`,
  );
}
