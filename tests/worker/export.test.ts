import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordExperiment } from '../app/fixture';
import { outcomeOf, startProgram, temporaryDatabase } from './worker-process';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lathe-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (dataDir: string, ...args: string[]) =>
  outcomeOf(startProgram('dist/cli.mjs', ['export', ...args], dataDir));

it('lathe export writes runs with results, params and metrics in each format', async () => {
  const db = temporaryDatabase();
  recordExperiment(db, 'starter', 'Ada');
  const stored = db.sqlite
    .prepare(`
    SELECT r.id, r.name, s.test_accuracy AS accuracy, p.value_num AS sparsity FROM runs r
    JOIN run_results s ON s.run_id = r.id JOIN params p ON p.run_id = r.id AND p.key = 'finalSparsity'
    WHERE s.test_accuracy > 0.9 ORDER BY r.id DESC`)
    .all();
  expect(stored.length).toBeGreaterThan(3);
  const filter = ['--filter', "method = 'prune' AND accuracy > 0.9"];
  const file = (ending: string) => join(folder, `runs.${ending}`);
  for (const ending of ['json', 'csv', 'parquet'])
    expect(await run(db.dataDir, file(ending), ...filter)).toMatchObject({ code: 0, stderr: '' });

  type Row = Record<string, unknown>;
  const facts = (row: Row) => ({
    id: Number(row.id),
    name: row.name,
    accuracy: row.accuracy,
    sparsity: row['params.finalSparsity'],
  });
  const json = JSON.parse(readFileSync(file('json'), 'utf8')) as Row[];
  expect(json.map(facts)).toEqual(stored);
  expect(Object.keys(json[0])).toContain('metrics.validation/accuracy');
  const parquet = await parquetReadObjects({ file: await asyncBufferFromFile(file('parquet')) });
  expect(parquet.map(facts)).toEqual(stored);
  expect(readFileSync(file('csv'), 'utf8').trim().split('\r\n')).toHaveLength(stored.length + 1);
});

it('refuses what it cannot do and leaves no file', async () => {
  const db = temporaryDatabase();
  const path = join(folder, 'runs.csv');
  const faults = [
    [[join(folder, 'runs.xlsx')], /must end in \.csv, \.json, \.parquet/],
    [[path, '--filter', 'accuracy >'], /character 11: Expected a number; found the end/],
    [[path, '--experiment', 'none'], /there is no experiment "none"/],
    [[path, '--columns', 'colour'], /"colour" is no column of runs/],
  ] as const;
  for (const [args, message] of faults) {
    expect(await run(db.dataDir, ...args)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  }
  expect(existsSync(path)).toBe(false);
});
