// Runs a real worker on a file system that fills up, and prints what became of it. To be started in a mount namespace of
// its own:  unshare -rm node --import tsx full-disk.ts PREPARED MOUNTPOINT ROOM
// PREPARED is a data directory with one scheduled run, ROOM the bytes that are left for it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openTrackingDatabase } from '@/db/client';
import { retryRun } from '@/db/schedule-run';

const [prepared, mountPoint, room] = process.argv.slice(2);
const root = resolve(import.meta.dirname, '../..');
const DEADLINE_MS = 60_000;

execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512m', 'tmpfs', mountPoint]);
cpSync(prepared, mountPoint, { recursive: true });
const ballast = join(mountPoint, 'ballast');
const free = statfsSync(mountPoint).bavail * statfsSync(mountPoint).bsize;
writeFileSync(ballast, Buffer.alloc(Math.max(0, free - Number(room))));

const db = openTrackingDatabase(mountPoint);
const read = (sql: string) => db.sqlite.prepare(sql).pluck().get();

/** Runs a worker until the run has ended; `onComplaint` is called when the worker first complains. */
async function workUntilEnded(
  runId: number,
  onComplaint = () => {},
): Promise<{ status: unknown; code: unknown; message: unknown; said: string }> {
  const worker: ChildProcess = spawn(process.execPath, [join(root, 'dist/worker.mjs')], {
    cwd: root,
    env: { ...process.env, LATHE_DATA_DIR: mountPoint, LATHE_ROOT: root },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  worker.stderr?.on('data', (chunk) => {
    if (said === '') onComplaint();
    said += chunk;
  });
  const gone = new Promise((done) => worker.once('close', done));
  const isOpen = () =>
    ['scheduled', 'running'].includes(String(read(`SELECT status FROM runs WHERE id = ${runId}`)));
  for (const end = Date.now() + DEADLINE_MS; isOpen() && worker.exitCode === null && Date.now() < end; )
    await new Promise((done) => setTimeout(done, 50));
  worker.kill('SIGTERM');
  await gone;
  const row = db.sqlite
    .prepare('SELECT status, error_code, error_message FROM runs WHERE id = ?')
    .raw()
    .get(runId);
  const [status, code, message] = row as unknown[];
  return { status, code, message, said };
}

const makeRoom = () => rmSync(ballast, { force: true });
const full = await workUntilEnded(1, makeRoom);
const integrity = db.sqlite.pragma('integrity_check', { simple: true });
const files = readdirSync(mountPoint, { recursive: true, encoding: 'utf8' });
const leftovers = files.filter((file) => file.endsWith('.tmp'));
makeRoom();
const { runId } = retryRun(db, 1, 'ada');
const again = await workUntilEnded(runId);
process.stdout.write(JSON.stringify({ full, integrity, leftovers, again }));
db.close();
