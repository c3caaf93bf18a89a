// A process that opens databases at given moments: reads {moments: [[dataDir, time], ...]} from standard input once
// it is ready, and prints what each opening gave, one JSON line each.
import { once } from 'node:events';
import { openTrackingDatabase } from '@/db/client';

process.stdout.write('ready\n');
const [line] = (await once(process.stdin, 'data')) as [Buffer];
const moments = JSON.parse(line.toString()) as [dataDir: string, time: number][];
const sleeper = new Int32Array(new SharedArrayBuffer(4));
for (const [dataDir, time] of moments) {
  Atomics.wait(sleeper, 0, 0, Math.max(0, time - Date.now()));
  process.stdout.write(`${JSON.stringify(open(dataDir))}\n`);
}
process.exit();

function open(dataDir: string): { migrations?: number; descriptions?: number; error?: string } {
  try {
    const db = openTrackingDatabase(dataDir);
    const count = (table: string) =>
      db.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
    const found = { migrations: count('__drizzle_migrations'), descriptions: count('column_descriptions') };
    db.close();
    return found;
  } catch (error) {
    return { error: (error as Error).message };
  }
}
