import { AppError } from '@/lib/domain/errors';
import { type ImageType, imageTypeOf } from '@/lib/domain/image-type';
import { openArtifactStore } from '../artifact-store';
import type { TrackingDatabase } from '../client';
import { raiseDataVersions } from '../data-versions';

/** Most bytes of one image; Next cuts bodies at 10 MB without a word, so that a longer one would be kept in part. */
export const MOST_IMAGE_BYTES = 8 * 1024 * 1024;
/** Most images of one note. */
export const MOST_IMAGES = 500;

/** An image of a note. */
export interface NoteImage {
  /** SHA-256 of its bytes, hex: its name. */
  sha256: string;
  mediaType: ImageType;
  bytes: number;
}

/**
 * Keeps an image for a note; one that it has already is kept once.
 *
 * @throws AppError `file_invalid` for what is not PNG, JPEG, WebP or GIF, and for more than {@link MOST_IMAGE_BYTES};
 *   `conflict` when the note has {@link MOST_IMAGES}; `not_found` for an unknown note; `storage_failed`.
 */
export function insertNoteImage(
  { sqlite, dataDir }: TrackingDatabase,
  { noteId, bytes, by }: { noteId: number; bytes: Uint8Array; by: string },
): NoteImage {
  const mediaType = imageTypeOf(bytes);
  if (!mediaType)
    throw new AppError(
      'file_invalid',
      'The image was not kept: it is neither PNG, JPEG, WebP nor GIF. Convert it to one of these.',
    );
  if (bytes.length > MOST_IMAGE_BYTES)
    throw new AppError(
      'file_invalid',
      `The image was not kept: it has ${bytes.length} bytes, and at most ${MOST_IMAGE_BYTES} are possible. Make it smaller.`,
    );
  return sqlite
    .transaction(() => {
      if (!sqlite.prepare('SELECT 1 FROM notes WHERE id = ?').get(noteId))
        throw new AppError('not_found', `The image was not kept: there is no note ${noteId}.`);
      const count = sqlite.prepare('SELECT count(*) FROM note_images WHERE note_id = ?').pluck().get(noteId);
      if (Number(count) >= MOST_IMAGES)
        throw new AppError(
          'conflict',
          `The image was not kept: note ${noteId} has ${MOST_IMAGES} already. Begin another note.`,
        );
      // In the transaction, so that no purge takes the file of an equal image meanwhile.
      const sha256 = openArtifactStore(dataDir).put(bytes);
      sqlite
        .prepare(
          'INSERT OR IGNORE INTO note_images (note_id, sha256, media_type, bytes, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(noteId, sha256, mediaType, bytes.length, by, Date.now());
      raiseDataVersions(sqlite, ['note_images']);
      return { sha256, mediaType, bytes: bytes.length };
    })
    .immediate();
}

/** An image of a note with its bytes. @throws AppError `not_found`, `file_invalid` when the file is damaged. */
export function getNoteImage(
  { sqlite, dataDir }: TrackingDatabase,
  noteId: number,
  sha256: string,
): { mediaType: ImageType; content: Uint8Array } {
  const mediaType = sqlite
    .prepare('SELECT media_type FROM note_images WHERE note_id = ? AND sha256 = ?')
    .pluck()
    .get(noteId, sha256) as ImageType | undefined;
  if (!mediaType) throw new AppError('not_found', `Note ${noteId} has no image ${sha256}.`);
  return { mediaType, content: openArtifactStore(dataDir).get(sha256) };
}
