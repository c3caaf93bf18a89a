import { closeSync, createReadStream, existsSync, openSync, readSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { openArtifactStore } from '@/db/artifact-store';
import type { TrackingDatabase } from '@/db/client';
import { type ArtifactRow, getArtifact } from '@/db/queries/run';
import { AppError } from '@/lib/domain/errors';

/** Pictures that a page may show; SVG can carry scripts and is not one of them. */
const IMAGE_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** True for files that are shown as a picture. */
export function isImage(mediaType: string): boolean {
  return IMAGE_TYPES.has(mediaType);
}

/** A file that can be read: its row, and where its bytes lie. */
export interface StoredArtifact extends ArtifactRow {
  filePath: string;
}

/** A file of a run. @throws AppError `not_found` when the run has none of the id, or its bytes are gone. */
export function getStoredArtifact(db: TrackingDatabase, runId: number, artifactId: number): StoredArtifact {
  const row = getArtifact(db, runId, artifactId);
  const filePath = openArtifactStore(db.dataDir).path(row.sha256);
  if (!existsSync(filePath)) {
    throw new AppError(
      'not_found',
      `Reading "${row.path}" of run ${runId}: its bytes (SHA-256 ${row.sha256}) are not in the artifacts folder of the data directory. Restore the folder from a backup, or run the run again.`,
    );
  }
  return { ...row, filePath };
}

/**
 * The file as a download, streamed. Its type is kept for pictures only, and everything is an attachment, so that no
 * browser reads a recorded file as a page of this app.
 */
export function attachment(artifact: StoredArtifact): Response {
  return new Response(Readable.toWeb(createReadStream(artifact.filePath)) as ReadableStream, {
    headers: {
      'Content-Type': isImage(artifact.mediaType) ? artifact.mediaType : 'application/octet-stream',
      'Content-Length': String(statSync(artifact.filePath).size),
      'Content-Disposition': contentDisposition(artifact.path),
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-cache',
      ETag: `"${artifact.sha256}"`,
    },
  });
}

/** RFC 6266: the last part of the path, in ASCII for old readers and percent-encoded as UTF-8 for all others. */
export function contentDisposition(path: string): string {
  const name = path.split(/[\\/]/).at(-1) || 'file';
  // Control and format characters, among them those that turn the direction of text, hide a name's true ending.
  const shown = [...name.replace(/\p{C}/gu, '_')].slice(-200).join('');
  const ascii = shown.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(shown).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** The first bytes of a file. */
export function firstBytes(filePath: string, limit: number): Buffer {
  const file = openSync(filePath, 'r');
  try {
    const bytes = Buffer.alloc(limit);
    return bytes.subarray(0, readSync(file, bytes, 0, limit, 0));
  } finally {
    closeSync(file);
  }
}
