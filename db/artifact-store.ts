import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '@/lib/domain/errors';

/** Files named by their content: `<dataDir>/artifacts/ab/abcd...`. */
export interface ArtifactStore {
  /** Stores bytes once and gives their SHA-256, hex. @throws AppError `storage_failed`. */
  put(bytes: Uint8Array): string;
  /** The bytes of a hash, checked against it. @throws AppError `not_found`, `file_invalid`. */
  get(sha256: string): Uint8Array;
  /** Absolute path of the file of a hash, whether it exists or not. */
  path(sha256: string): string;
  /** Deletes the file of a hash; nothing happens when there is none. */
  remove(sha256: string): void;
}

/** SHA-256 of bytes, 64 hex digits. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The artifact store of a data directory. */
export function openArtifactStore(dataDir: string): ArtifactStore {
  const pathOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new AppError('invalid_argument', `An artifact is named by 64 hex digits; found "${sha256}".`);
    }
    return join(dataDir, 'artifacts', sha256.slice(0, 2), sha256);
  };
  return {
    path: pathOf,
    put(bytes) {
      const sha256 = sha256Of(bytes);
      const path = pathOf(sha256);
      if (!existsSync(path)) writeDurably(path, bytes);
      return sha256;
    },
    get(sha256) {
      const path = pathOf(sha256);
      if (!existsSync(path)) {
        throw new AppError(
          'not_found',
          `Artifact ${sha256} was expected at ${path} and is not there. Was the data directory moved without its artifacts folder?`,
        );
      }
      const bytes = readFileSync(path);
      const found = sha256Of(bytes);
      if (found !== sha256) {
        throw new AppError(
          'file_invalid',
          `Artifact ${path} was expected to hash to its name and gives ${found}: the file was changed or damaged. Restore it from a backup, or run the run again.`,
        );
      }
      return bytes;
    },
    remove(sha256) {
      rmSync(pathOf(sha256), { force: true });
    },
  };
}

/** Written beside its place, synced and renamed, so that a file under its hash is always whole. */
function writeDurably(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w');
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new AppError(
      'storage_failed',
      `Storing ${bytes.length} bytes at ${path} failed: ${cause instanceof Error ? cause.message : String(cause)}. Free some disk space or check the folder's permissions, then run again.`,
      { cause },
    );
  }
}
