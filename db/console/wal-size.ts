import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes of one frame beside its page. */
const FRAME_HEADER = 24;

/**
 * Bytes that the write-ahead log of a database holds at the moment, 0 without one. The file itself only grows; how far
 * it is filled stands in the header of the WAL index: the page size at byte 14, 1 for 65,536, and the number of the last
 * valid frame at byte 16 (SQLite, "WAL-mode file format", section 2.1).
 */
export function walBytes(databasePath: string): number {
  const file = indexFile(databasePath);
  if (file === undefined) return 0;
  const header = Buffer.alloc(20);
  if (readSync(file, header, 0, header.length, 0) < header.length) return 0;
  const pageSize = header.readUInt16LE(14);
  return header.readUInt32LE(16) * ((pageSize === 1 ? 65_536 : pageSize) + FRAME_HEADER);
}

/**
 * WAL indexes by the path of their database. They stay open: whoever closes any descriptor of a file gives up all locks
 * that its process has on it, those of SQLite's own connections too. The next process to open the database would then take
 * it for one that nobody has open, and cut the index that is mapped into this one, which dies of it (SQLite, "How To
 * Corrupt An SQLite Database File", section 2.2).
 */
const opened = new Map<string, number>();

function indexFile(databasePath: string): number | undefined {
  const known = opened.get(databasePath);
  if (known !== undefined) {
    if (fstatSync(known).nlink > 0) return known;
    // The last connection has deleted it: nobody locks it any more.
    closeSync(known);
    opened.delete(databasePath);
  }
  try {
    const file = openSync(`${databasePath}-shm`, 'r');
    opened.set(databasePath, file);
    return file;
  } catch {
    return undefined;
  }
}
