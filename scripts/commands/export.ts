import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { openTrackingDatabase, type TrackingDatabase } from '@/db/client';
import { listRunColumns } from '@/db/queries/run-grid-columns';
import type { ReadPool } from '@/db/reads/read-pool';
import { READS } from '@/db/reads/reads';
import { exportTable } from '@/db/run-export/export-table';
import { EXPORT_FORMATS, isExportFormat } from '@/db/run-export/formats';
import { dataDir } from '@/lib/domain/data-dir';
import { AppError, toAppError } from '@/lib/domain/errors';
import { columnId, FACT_COLUMNS } from '@/lib/domain/run-columns';
import { MOST_GRID_COLUMNS, runGridSelectionSchema } from '@/lib/domain/run-grid-query';

interface ExportOptions {
  filter: string;
  experiment?: string;
  columns?: string[];
}

/** `lathe export`: runs with their results, params and metrics in a file that other tools read. */
export const exportCommand = new Command('export')
  .description('Write runs with their results, params and last metrics to a file.')
  .argument('<file>', `its ending is the format: ${Object.keys(EXPORT_FORMATS).join(', ')}`)
  .option('--filter <text>', 'only these, as in the runs grid: accuracy > 0.95 AND sparsity >= 0.8', '')
  .option('--experiment <name>', 'only runs of this experiment')
  .option('--columns <ids>', 'only these columns: accuracy,param:seed,metric:last:test/loss', (text) =>
    text.split(','),
  )
  .action(async (file: string, options: ExportOptions) => {
    const db = openTrackingDatabase(dataDir());
    try {
      const path = resolve(file);
      await exportRuns(db, path, options);
      process.stdout.write(`The runs are in ${path}.\n`);
    } catch (error) {
      process.stderr.write(`${toAppError(error).message}\n`);
      process.exitCode = 1;
    } finally {
      db.close();
    }
  });

/** The file appears under its name only when it is whole. */
async function exportRuns(db: TrackingDatabase, path: string, options: ExportOptions): Promise<void> {
  const format = extname(path).slice(1).toLowerCase();
  if (!isExportFormat(format)) {
    throw new AppError(
      'invalid_argument',
      `Exporting runs: the file must end in .${Object.keys(EXPORT_FORMATS).join(', .')}; it is "${path}".`,
    );
  }
  const experimentId = options.experiment === undefined ? undefined : experimentOf(db, options.experiment);
  const columns = options.columns ?? allColumns(db, experimentId);
  const selection = runGridSelectionSchema.safeParse({ filter: options.filter, experimentId, columns });
  if (!selection.success) {
    throw new AppError(
      'invalid_argument',
      `Exporting runs: ${selection.error.issues.map(({ message }) => message).join('; ')}`,
    );
  }
  const read = (async (name, ...args) =>
    (READS[name] as (...values: unknown[]) => unknown)(db, ...args)) as ReadPool['read'];
  const table = await exportTable(read, selection.data);
  const partial = `${path}.partial`;
  try {
    await pipeline(Readable.from(EXPORT_FORMATS[format].write(table)), createWriteStream(partial));
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    throw new AppError(
      'storage_failed',
      `Writing ${path} failed: ${toAppError(cause).message}. Nothing was left there.`,
      {
        cause,
      },
    );
  }
}

function experimentOf(db: TrackingDatabase, name: string): number {
  const id = db.sqlite.prepare('SELECT id FROM experiments WHERE name = ?').pluck().get(name) as
    | number
    | undefined;
  if (id !== undefined) return id;
  throw new AppError('not_found', `Exporting runs: there is no experiment "${name}".`);
}

function allColumns(db: TrackingDatabase, experimentId: number | undefined): string[] {
  const keys = listRunColumns(db, { search: '', experimentId, limit: MOST_GRID_COLUMNS });
  const columns = [
    ...FACT_COLUMNS.map(({ id }) => id),
    ...keys.params.map((key) => columnId({ type: 'param', key })),
    ...keys.metrics.map((key) => columnId({ type: 'metric', pick: 'last', key })),
  ];
  if (columns.length <= MOST_GRID_COLUMNS) return columns;
  throw new AppError(
    'invalid_argument',
    `Exporting runs: there are over ${MOST_GRID_COLUMNS} columns. Name those that are wanted by --columns.`,
  );
}
