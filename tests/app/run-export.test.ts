import { parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GET, POST } from '@/app/api/runs/export/route';
import type { TrackingDatabase } from '@/db/client';
import type { RunGridQuery } from '@/lib/domain/run-grid-query';
import { type GridRun, insertGridRuns } from '../db/grid-runs';
import { temporaryDatabase } from '../db/temporary-database';
import { ADVERSARIAL_NAMES } from '../domain/adversarial-names';
import { apiRequest } from './api-request';

const shared = globalThis as typeof globalThis & { latheDatabase?: TrackingDatabase };
const NUMBERS = [
  0.1 + 0.2,
  5e-324,
  1.7976931348623157e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

beforeEach(() => {
  // Reads are then answered in this process.
  vi.stubEnv('NODE_ENV', 'development');
});

afterEach(() => {
  vi.unstubAllEnvs();
  shared.latheDatabase = undefined;
});

const withRuns = (runs: readonly GridRun[]) => {
  shared.latheDatabase = temporaryDatabase();
  insertGridRuns(shared.latheDatabase, runs);
  return shared.latheDatabase;
};

const ask = (format: string, query: Partial<RunGridQuery>) => {
  const address = new URL('http://localhost/api/runs/export');
  address.searchParams.set('format', format);
  address.searchParams.set('query', JSON.stringify(query));
  return GET(apiRequest(address), { params: Promise.resolve({}) });
};

const oldestFirst = [{ column: 'id', descending: false }];

/** Rows of RFC 4180 text; an empty field is null, one in quotes text. */
function readCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows[rows.length - 1].push(quoted !== undefined ? quoted.replaceAll('""', '"') : plain || null);
    if (end === '\r\n') rows.push([]);
  }
  expect(rows.pop()).toEqual([]);
  return rows;
}

async function readParquet(response: Response) {
  return parquetReadObjects({ file: await response.arrayBuffer() }) as Promise<Record<string, unknown>[]>;
}

describe('export of runs', () => {
  const columns = ['param:text', 'param:lr', 'metric:last:x', 'started_at', 'accuracy', 'tags'];
  const titles = ['id', 'name', 'params.text', 'params.lr', 'metrics.x', 'started_at', 'accuracy', 'tags'];
  const startedAt = Date.UTC(2026, 10, 25, 19, 0, 1, 7);
  const runs = (): GridRun[] => [
    ...ADVERSARIAL_NAMES.map((name): GridRun => ({ name, params: { text: name, lr: 0.5 } })),
    ...NUMBERS.map((x): GridRun => ({ name: 'number', metrics: { x }, accuracy: 0.25, startedAt })),
    { name: 'text', params: { text: 3 } },
  ];

  it('mlflow#22826: CSV gives every text and number back exactly, and tells missing from empty', async () => {
    withRuns(runs());
    const response = await ask('csv', { columns, sort: oldestFirst });
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="runs.csv"');
    const [header, ...rows] = readCsv(await response.text());
    expect(header).toEqual(titles);
    ADVERSARIAL_NAMES.forEach((name, place) => {
      expect(rows[place]).toEqual([String(place + 1), name, name, '0.5', null, null, null, null]);
    });
    const numbers = rows.slice(ADVERSARIAL_NAMES.length, -1);
    expect(numbers.map((row) => Number(row[4]))).toEqual(NUMBERS);
    expect(numbers[0].slice(5)).toEqual(['2026-11-25T19:00:01.007Z', '0.25', null]);
    expect(rows.at(-1)?.[2]).toBe('3');
  });

  it('JSON gives the same, NaN and the infinities as text', async () => {
    withRuns(runs());
    const rows = (await (await ask('json', { columns, sort: oldestFirst })).json()) as Record<
      string,
      unknown
    >[];
    expect(Object.keys(rows[0])).toEqual(titles);
    expect(rows.slice(0, ADVERSARIAL_NAMES.length).map((row) => row['params.text'])).toEqual(
      ADVERSARIAL_NAMES,
    );
    const numbers = rows.slice(ADVERSARIAL_NAMES.length, -1).map((row) => row['metrics.x']);
    expect(numbers).toEqual([...NUMBERS.slice(0, 3), 'NaN', 'Infinity', '-Infinity']);
  });

  it('Parquet gives the same, typed', async () => {
    withRuns(runs());
    const rows = await readParquet(await ask('parquet', { columns, sort: oldestFirst }));
    expect(rows).toHaveLength(ADVERSARIAL_NAMES.length + NUMBERS.length + 1);
    expect(rows.slice(0, ADVERSARIAL_NAMES.length).map((row) => [row.name, row['params.text']])).toEqual(
      // The reader, not the file, drops a leading byte order mark.
      ADVERSARIAL_NAMES.map((name) => (name === '\uFEFF' ? ['', ''] : [name, name])),
    );
    expect(rows.at(-1)).toMatchObject({ id: BigInt(rows.length), 'params.text': '3', 'params.lr': null });
    const numbers = rows.slice(ADVERSARIAL_NAMES.length, -1);
    expect(numbers.map((row) => row['metrics.x'])).toEqual(NUMBERS);
    expect(numbers[0].started_at).toEqual(new Date(startedAt));
    expect(rows[0]['params.lr']).toBe(0.5);
  });

  it('everything that matches is written, not a page of it, piece by piece', async () => {
    withRuns(
      Array.from(
        { length: 2_300 },
        (_, place): GridRun => ({ accuracy: place / 2_300, params: { lr: place } }),
      ),
    );
    const query: Partial<RunGridQuery> = {
      filter: 'params.lr >= 100',
      columns: ['param:lr'],
      sort: [{ column: 'accuracy', descending: true }],
    };
    const expected = Array.from({ length: 2_200 }, (_, place) => 2_299 - place);
    const csv = readCsv(await (await ask('csv', query)).text()).slice(1);
    expect(csv.map((row) => Number(row[2]))).toEqual(expected);
    const parquet = await readParquet(await ask('parquet', query));
    expect(parquet.map((row) => row['params.lr'])).toEqual(expected);
    const reader = (await ask('csv', query)).body?.getReader();
    const first = await reader?.read();
    expect(first?.value?.length).toBeLessThan(1_000);
    await reader?.cancel();
  });

  it('an empty selection gives an empty file of each format', async () => {
    withRuns([]);
    expect(await (await ask('csv', { columns })).text()).toBe(`${titles.join(',')}\r\n`);
    expect(await (await ask('json', { columns })).json()).toEqual([]);
    expect(await readParquet(await ask('parquet', { columns }))).toEqual([]);
  });

  it('groups are written with mean, deviation and count', async () => {
    withRuns([{ accuracy: 0.5 }, { accuracy: 0.75 }, { configGroup: 'b' }]);
    const query: Partial<RunGridQuery> = {
      groupBy: ['config'],
      columns: ['accuracy'],
      sort: [{ column: 'count', descending: true }],
    };
    expect(await (await ask('csv', query)).text()).toBe(
      `config,runs,mean accuracy,deviation accuracy,n accuracy\r\ngroup,2,0.625,${Math.sqrt(0.03125)},2\r\nb,1,,,0\r\n`,
    );
  });

  it('a fault is told before the file begins; long queries go into the body', async () => {
    withRuns([{ name: 'a' }, { name: 'b' }]);
    const fault = await ask('csv', { filter: 'name >' });
    expect(fault.status).toBe(400);
    expect((await fault.json()).error.details).toEqual([
      { path: 'filter', message: expect.stringContaining('found the end') },
    ]);
    expect((await ask('xlsx', {})).status).toBe(400);
    const filter = `name = 'a' OR name = '${'模'.repeat(5_000)}'`;
    const request = apiRequest('http://localhost/api/runs/export?format=json', {
      method: 'POST',
      body: JSON.stringify({ filter }),
    });
    const response = await POST(request, { params: Promise.resolve({}) });
    expect(await response.json()).toEqual([{ id: 1, name: 'a' }]);
  });
});
