import { getNoteImage } from '@/db/notes/note-images';
import { trackingDatabase } from '../../../../../data/database';
import { positiveInteger, route } from '../../../../reply';

/** An image of a note. Its bytes never change: its name is their hash. */
export const GET = route<{ id: string; sha256: string }>((_request, { id, sha256 }) => {
  const image = getNoteImage(trackingDatabase(), positiveInteger(id, 'The id of a note'), sha256);
  return new Response(Buffer.from(image.content), {
    headers: {
      'Content-Type': image.mediaType,
      'Cache-Control': 'private, max-age=31536000, immutable',
    },
  });
});
