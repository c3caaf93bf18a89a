import type { TrackingDatabase } from './client';

/** What is stored of a data set. */
export interface DatasetRecord {
  name: string;
  contentHash: string;
  classes: readonly string[];
  shape: readonly [height: number, width: number, channels: number];
  splitSizes: { train: number; validation: number; test: number };
}

/** Id of the stored data set with this content, stored now when it is new. */
export function findOrInsertDataset(db: TrackingDatabase, record: DatasetRecord): number {
  const insert = db.sqlite.prepare(`
    INSERT INTO datasets (name, content_hash, train_samples, validation_samples, test_samples, class_names, class_count,
      height, width, channels, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (content_hash) DO NOTHING`);
  const { train, validation, test } = record.splitSizes;
  insert.run(
    record.name,
    record.contentHash,
    train,
    validation,
    test,
    JSON.stringify(record.classes),
    record.classes.length,
    ...record.shape,
    Date.now(),
  );
  return Number(
    db.sqlite.prepare('SELECT id FROM datasets WHERE content_hash = ?').pluck().get(record.contentHash),
  );
}

/** Id of the device with these facts, stored now when it is new. */
export function findOrInsertDevice(
  db: TrackingDatabase,
  device: {
    name: string;
    cpu: string;
    memoryBytes: number;
    os: string;
    runtime: string;
    runtimeVersion: string;
  },
): number {
  const values = [
    device.name,
    device.cpu,
    device.memoryBytes,
    device.os,
    device.runtime,
    device.runtimeVersion,
  ];
  const find = db.sqlite
    .prepare(
      'SELECT id FROM devices WHERE name = ? AND cpu = ? AND memory_bytes = ? AND os = ? AND runtime = ? AND runtime_version = ?',
    )
    .pluck();
  return db.sqlite
    .transaction(() => {
      const found = find.get(...values);
      if (found !== undefined) return Number(found);
      const insert = db.sqlite.prepare(
        'INSERT INTO devices (name, cpu, memory_bytes, os, runtime, runtime_version) VALUES (?, ?, ?, ?, ?, ?)',
      );
      return Number(insert.run(...values).lastInsertRowid);
    })
    .immediate();
}
