import { resolve } from 'node:path';
import { Command } from 'commander';
import { openTrackingDatabase } from '@/db/client';
import { dataDir } from '@/lib/domain/data-dir';
import { toAppError } from '@/lib/domain/errors';
import { backupData } from '../backup-data';

/** `lathe backup`: a whole copy of the data directory while everything goes on. */
export const backupCommand = new Command('backup')
  .description(
    'Copy the database as it is now, and every file it names, into a new folder. Runs go on meanwhile. The copy is a data directory: start Lathe on it with LATHE_DATA_DIR.',
  )
  .argument('<folder>', 'a new or empty folder')
  .action((folder: string) => {
    const db = openTrackingDatabase(dataDir());
    try {
      const { runs, files, faults, withoutCheckpoint } = backupData(db, folder);
      for (const fault of faults) process.stderr.write(`${fault}\n`);
      for (const run of withoutCheckpoint) {
        process.stdout.write(
          `Run ${run} saved a new checkpoint meanwhile: in the copy it cannot be resumed.\n`,
        );
      }
      process.stdout.write(`${runs} runs and ${files} files are in ${resolve(folder)}.\n`);
      if (faults.length > 0) process.exitCode = 1;
    } catch (error) {
      process.stderr.write(`${toAppError(error).message}\n`);
      process.exitCode = 1;
    } finally {
      db.close();
    }
  });
