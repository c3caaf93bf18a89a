import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scheduleRun } from '@/db/schedule-run';
import { openDataset } from '@/lib/data/dataset';
import { temporaryDatabase } from './worker-process';

const MAY_MOUNT = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;
if (!MAY_MOUNT)
  console.warn('Full disks are not tested: this system lets nobody mount a tmpfs (unshare -rm).');

describe.skipIf(!MAY_MOUNT)('a worker whose disk fills up', () => {
  // With little room the outcome of the run does not fit into the database either, and waits; with more it does.
  it.each([
    ['to the brim', 150_000, /Run 1 is failed: .* Writing this to the database failed: .*full/],
    ['so that no model fits', 700_000, /^$/],
  ])(
    '%s fails the run in words, keeps the database whole, and does the next run once there is room',
    { timeout: 120_000 },
    async (_what, room, complaint) => {
      const db = temporaryDatabase();
      await openDataset(db.dataDir, 'mnist');
      scheduleRun(
        db,
        {
          method: 'train',
          experiment: 'full disk',
          architecture: { name: 'lenet-300-100' },
          dataset: { name: 'mnist', trainSamples: 2_000, validationSamples: 200, testSamples: 200 },
          epochs: 2,
        },
        { createdBy: 'ada' },
      );
      db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
      const mountPoint = mkdtempSync(join(tmpdir(), 'lathe-full-'));
      const driver = join(import.meta.dirname, 'full-disk.ts');
      const child = spawnSync(
        'unshare',
        ['-rm', process.execPath, '--import', 'tsx', driver, db.dataDir, mountPoint, String(room)],
        { encoding: 'utf8' },
      );
      rmSync(mountPoint, { recursive: true });
      expect(child.stderr).toBe('');
      const { full, integrity, leftovers, again } = JSON.parse(child.stdout);
      expect(full).toMatchObject({
        status: 'failed',
        code: 'storage_failed',
        message: expect.stringMatching(/ENOSPC|writing to the database failed/),
        said: expect.stringMatching(complaint),
      });
      expect(integrity).toBe('ok');
      expect(leftovers).toEqual([]);
      expect(again).toMatchObject({ status: 'finished', code: null });
    },
  );
});
