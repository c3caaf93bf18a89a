import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '@/db/client';
import { quantile } from '@/lib/analysis/quantiles';
import { AppError } from '@/lib/domain/errors';
import type { BenchRow } from './bench-table';

const PEOPLE = 20;
const WRITERS = 4;
const ROUNDS = 40;
const ROUND_MS = 500;

/** What a writing process reports. */
export interface Written {
  points: number;
  longestWriteMs: number;
  error: string | null;
}

/** Small queries of twenty people, all at the same moment twice a second, while four processes record runs. */
export async function crowdRows(url: string, dataDir: string): Promise<BenchRow[]> {
  const writers = await startWriters(dataDir);
  let answers: Answer[];
  try {
    answers = await askTogether(url);
  } catch (error) {
    for (const { child } of writers) child.kill('SIGKILL');
    throw error;
  }
  const written = await Promise.all(writers.map(({ stop }) => stop()));
  const errors = [...answers, ...written].flatMap(({ error }) => (error === null ? [] : [error]));
  for (const error of new Set(errors)) process.stderr.write(`Of the crowd: ${error}\n`);
  const times = answers.map(({ ms }) => ms);
  const about = `${PEOPLE} people at once, ${WRITERS} workers writing`;
  return [
    { name: `${about}: small query, p50`, value: quantile(times, 0.5), unit: 'ms' },
    { name: `${about}: small query, p95`, value: quantile(times, 0.95), unit: 'ms', target: '< 200 ms' },
    { name: `${about}: errors and locks`, value: errors.length, unit: '', target: '0' },
    {
      name: `${about}: points written`,
      value: written.reduce((sum, { points }) => sum + points, 0),
      unit: 'points',
    },
    {
      name: `${about}: longest write`,
      value: Math.max(...written.map(({ longestWriteMs }) => longestWriteMs)),
      unit: 'ms',
    },
  ];
}

interface Answer {
  ms: number;
  error: string | null;
}

async function askTogether(url: string): Promise<Answer[]> {
  const people = Array.from({ length: PEOPLE }, (_, index) => ({
    agent: new Agent({ keepAlive: true, maxSockets: 1 }),
    cookie: `lathe_person=bench-${index}:bench ${index}`,
  }));
  const answers: Answer[] = [];
  // The first round starts the processes.
  for (let round = 0; round <= ROUNDS; round++) {
    const [found] = await Promise.all([
      Promise.all(people.map((person, index) => ask(url, person, 1 + round * PEOPLE + index))),
      pause(ROUND_MS),
    ]);
    if (round > 0) answers.push(...found);
  }
  for (const { agent } of people) agent.destroy();
  return answers;
}

async function ask(
  url: string,
  { agent, cookie }: { agent: Agent; cookie: string },
  runId: number,
): Promise<Answer> {
  const sql = `SELECT r.id, r.name, r.status, m.last_value FROM runs r LEFT JOIN run_metrics m ON m.run_id = r.id WHERE r.id = ${runId}`;
  const begin = performance.now();
  const asked = request(`${url}/api/console/queries`, {
    agent,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookie },
  });
  asked.end(JSON.stringify({ sql }));
  const [response] = await once(asked, 'response');
  const text = (await response.setEncoding('utf8').toArray()).join('');
  const ms = performance.now() - begin;
  return { ms, error: response.statusCode === 200 ? null : text.slice(0, 300) };
}

async function startWriters(
  dataDir: string,
): Promise<{ child: ChildProcess; stop: () => Promise<Written> }[]> {
  const root = projectRoot();
  const script = join(root, 'scripts', 'bench', 'console-writer.ts');
  const writers = Array.from({ length: WRITERS }, () => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const next = async <T>() => {
      const ended = once(child, 'exit').then(() => {
        throw new AppError('internal', 'A writing process of the console benchmark ended early.');
      });
      return (await Promise.race([once(child, 'message'), ended]))[0] as T;
    };
    const stop = async () => {
      const report = next<Written>();
      child.send('stop');
      return report;
    };
    return { child, next, stop };
  });
  await Promise.all(writers.map(({ next }) => next()));
  return writers;
}
