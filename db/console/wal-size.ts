import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes of one frame beside its page. */
const FRAME_HEADER = 24;

/**
 * Bytes that the write-ahead log of a database holds at the moment, 0 without one. The file itself only grows; how far
 * it is filled stands in the header of the WAL index: the page size at byte 14, 1 for 65,536, and the number of the last
 * valid frame at byte 16 (SQLite, "WAL-mode file format", section 2.1).
 */
export function walBytes(databasePath: string): number {
  let file: number;
  try {
    file = openSync(`${databasePath}-shm`, 'r');
  } catch {
    return 0;
  }
  try {
    const header = Buffer.alloc(20);
    if (readSync(file, header, 0, header.length, 0) < header.length) return 0;
    const pageSize = header.readUInt16LE(14);
    return header.readUInt32LE(16) * ((pageSize === 1 ? 65_536 : pageSize) + FRAME_HEADER);
  } finally {
    closeSync(file);
  }
}
