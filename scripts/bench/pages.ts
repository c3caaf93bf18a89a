import { Agent, get } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { openTrackingDatabase } from '@/db/client';
import { AppError } from '@/lib/domain/errors';
import { METRIC_KEYS } from '@/lib/domain/metric-keys';
import { launchBrowser, startApp } from './app';
import { type BenchRow, type BenchTable, machineDescription, median } from './bench-table';
import { findOrMakeLargeRuns, LONG_CURVE, MANY_KEYS } from './large-runs';
import { visits } from './page-list';
import { chooserStall, idleTraffic, openTabs } from './page-loads';
import { visitRows } from './page-visits';

const REPEATS = 9;
const COMPARED = 200;
const COMPARED_IN_BROWSER = 20;

/**
 * Times of the app over a database of `lathe seed`: of the production build's answers, and of pages in Chromium.
 * Two runs are added to the database, one with a curve of a million points and one with 12,000 metrics.
 *
 * @throws AppError `invalid_argument` without a database, `backend_unavailable` without a Chromium.
 */
export async function benchPages(dataDir?: string): Promise<BenchTable> {
  if (dataDir === undefined) {
    throw new AppError(
      'invalid_argument',
      'The benchmark of pages needs a database: make one with "lathe seed --runs 100000 --data-dir DIR", and name it by --data-dir.',
    );
  }
  const facts = readFacts(resolve(dataDir));
  const app = await startApp(resolve(dataDir));
  let browser: Browser | undefined;
  try {
    const server = await serverRows(app.url, facts);
    browser = await launchBrowser();
    return {
      title: `Pages over ${facts.runs.toLocaleString('en-US')} runs, medians: answers of ${REPEATS}, of the browser 3`,
      machine: machineDescription(),
      rows: [...server, ...(await browserRows(browser, app.url, facts))],
    };
  } finally {
    await browser?.close();
    await app.stop();
  }
}

interface Facts extends ReturnType<typeof findOrMakeLargeRuns> {
  runs: number;
  /** A finished run with layers and curves, and 200 runs to compare. */
  runId: number;
  sensitivityRunId: number;
  experimentId: number;
  compared: number[];
}

function readFacts(dataDir: string): Facts {
  const db = openTrackingDatabase(dataDir);
  try {
    const large = findOrMakeLargeRuns(db);
    const one = (sql: string) => db.sqlite.prepare(sql).pluck().get() as number;
    return {
      ...large,
      runs: one('SELECT count(*) FROM runs'),
      runId: one("SELECT max(id) FROM runs WHERE method = 'prune' AND status = 'finished'"),
      sensitivityRunId: one("SELECT max(id) FROM runs WHERE method = 'sensitivity' AND status = 'finished'"),
      experimentId: one("SELECT experiment_id FROM runs WHERE method = 'pipeline' ORDER BY id DESC LIMIT 1"),
      compared: db.sqlite
        .prepare(
          "SELECT id FROM runs WHERE method = 'prune' AND status = 'finished' ORDER BY id DESC LIMIT ?",
        )
        .pluck()
        .all(COMPARED) as number[],
    };
  } finally {
    db.close();
  }
}

async function serverRows(url: string, facts: Facts): Promise<BenchRow[]> {
  const timed = async (name: string, target: string, ask: () => Promise<Response>): Promise<BenchRow> => {
    const times: number[] = [];
    for (let repeat = 0; repeat <= REPEATS; repeat++) {
      const began = performance.now();
      const response = await ask();
      const text = await response.text();
      times.push(performance.now() - began);
      if (!response.ok)
        throw new AppError('internal', `${name}: answered ${response.status}: ${text.slice(0, 300)}`);
    }
    return { name: `server: ${name}`, value: median(times.slice(1)), unit: 'ms', target };
  };
  const grid = (query: object) => () =>
    fetch(`${url}/api/runs/grid`, { method: 'POST', body: JSON.stringify(query) });
  const metric = `metric:last:${METRIC_KEYS.validationAccuracy}`;
  const by = (column: string, descending: boolean) =>
    grid({ columns: [column], sort: [{ column, descending }] });
  const filter = `method = 'prune' AND (accuracy > 0.95 OR NOT sparsity < 0.9) AND metrics."${METRIC_KEYS.validationAccuracy}" > 0.9 AND params.finalSparsity IN (0.8, 0.9)`;
  const compared = facts.compared.join();
  const curve = `${url}/api/runs/${facts.longRunId}/metrics/curves?key=${facts.longKeyId}`;
  return [
    await timed('runs page', '< 150 ms', () => fetch(`${url}/runs`)),
    await timed('first rows', '< 150 ms', grid({})),
    await timed('rows by a metric, largest first', '< 150 ms', by(metric, true)),
    await timed('rows by a metric, smallest first', '< 150 ms', by(metric, false)),
    await timed('rows by a param', '< 150 ms', by('param:finalSparsity', true)),
    await timed('rows by accuracy', '< 150 ms', by('accuracy', true)),
    await timed('rows that match a filter of four conditions', '< 300 ms', grid({ filter })),
    await timed('groups over seeds', '', grid({ groupBy: ['config'], columns: ['accuracy'] })),
    await timed('run page, pruned', '< 200 ms', () => fetch(`${url}/runs/${facts.runId}`)),
    await timed('run page, sensitivity', '< 200 ms', () => fetch(`${url}/runs/${facts.sensitivityRunId}`)),
    await timed(`run page, ${MANY_KEYS.toLocaleString('en-US')} metrics`, '< 200 ms', () =>
      fetch(`${url}/runs/${facts.manyRunId}`),
    ),
    await timed('launch page', '< 500 ms', () => fetch(`${url}/launch`)),
    await timed(`compare ${COMPARED} runs, page`, '< 1000 ms', () =>
      fetch(`${url}/compare?runs=${compared}`),
    ),
    await timed(`compare ${COMPARED} runs, values`, '< 1000 ms', () =>
      fetch(`${url}/api/compare/values?runs=${compared}`),
    ),
    await timed(`curve of ${LONG_CURVE.toLocaleString('en-US')} points`, '< 300 ms', () => fetch(curve)),
    await longestWait(url, curve),
  ];
}

/**
 * The longest wait for a small answer while curves of a million points are read: the event loop must stay free. It is
 * asked for over a connection of its own, since `fetch` may put it in line behind the curves.
 */
async function longestWait(url: string, curve: string): Promise<BenchRow> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise<void>((done, fail) => {
      get(`${url}/api/health`, { agent }, (answer) => answer.resume().once('end', done)).once('error', fail);
    });
  let longest = 0;
  let isReading = true;
  await ask();
  const reading = Promise.all([fetch(curve), fetch(curve)]).finally(() => {
    isReading = false;
  });
  while (isReading) {
    const began = performance.now();
    await ask();
    longest = Math.max(longest, performance.now() - began);
    await pause(2);
  }
  await reading;
  agent.destroy();
  return {
    name: 'server: longest wait for /api/health meanwhile',
    value: longest,
    unit: 'ms',
    target: '< 50 ms',
  };
}

async function browserRows(browser: Browser, url: string, facts: Facts): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const compared = facts.compared.slice(0, COMPARED_IN_BROWSER);
  for (const visit of visits({ ...facts, compared })) rows.push(...(await visitRows(browser, url, visit)));
  rows.push({
    name: `column chooser, ${MANY_KEYS.toLocaleString('en-US')} metrics: longest stall`,
    value: await chooserStall(browser, url),
    unit: 'ms',
    target: '< 100 ms',
  });
  rows.push({
    name: 'idle run page',
    value: await idleTraffic(browser, `${url}/runs/${facts.runId}`),
    unit: 'kB/s',
    target: '< 1 kB/s',
  });
  const tabs = await openTabs(browser, url, 8);
  rows.push(
    { name: 'eighth of eight tabs: shown after', value: tabs.loadMs, unit: 'ms', target: '< 1000 ms' },
    { name: 'eighth of eight tabs: click', value: tabs.clickMs, unit: 'ms', target: '< 1000 ms' },
  );
  return rows;
}
