import { programPath } from '@/db/program-path';
import { createReadPool, type ReadPool } from '@/db/reads/read-pool';
import { READS, type ReadAnswer, type ReadArguments, type ReadName } from '@/db/reads/reads';
import { dataDir } from '@/lib/domain/data-dir';
import { trackingDatabase } from './database';

const shared = globalThis as typeof globalThis & { latheReadPool?: ReadPool };

/**
 * Runs a read of `db/reads/reads.ts` in a read process, so that this process goes on answering.
 *
 * @throws AppError as the read does, `busy` or `internal` when its process fails.
 */
export async function read<N extends ReadName>(name: N, ...args: ReadArguments<N>): Promise<ReadAnswer<N>> {
  if (process.env.NODE_ENV === 'development') {
    // The sources change while the development server runs; its read processes would not.
    const run = READS[name] as (...values: unknown[]) => ReadAnswer<N>;
    return run(trackingDatabase(), ...args);
  }
  shared.latheReadPool ??= createReadPool({ dataDir: dataDir(), programPath: programPath('read-process') });
  return shared.latheReadPool.read(name, ...args);
}
