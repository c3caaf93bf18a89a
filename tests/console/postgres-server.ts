import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { PostgresConnection } from '@/db/console/connections';

/** A PostgreSQL server of the test's own, in a folder of its own. */
export interface PostgresServer {
  /** How its superuser connects. */
  superuser: Omit<PostgresConnection, 'name'>;
  /** A folder that the server can write. */
  folder: string;
  /** Runs statements as the superuser and gives the rows of the last one. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

const VERSIONS = '/usr/lib/postgresql';
const SECRET = 'super-word-1';

/** The folder of the newest server's programs; undefined when none is installed. */
function serverPrograms(): string | undefined {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(VERSIONS, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}

/** The programs of a PostgreSQL server, installed from Debian's packages when they are not there; else why not. */
export function installPostgres(): { bin: string } | { reason: string } {
  const found = serverPrograms();
  if (found) return { bin: found };
  if (process.getuid?.() !== 0)
    return { reason: 'no PostgreSQL is installed, and only root can install one' };
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=240', ...args], {
      env,
      encoding: 'utf8',
      timeout: 300_000,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const install = () => apt('install', '-y', '--no-install-recommends', 'postgresql');
  let done = install();
  if (done.status !== 0) {
    apt('update');
    done = install();
  }
  const bin = serverPrograms();
  if (bin) return { bin };
  const said = done.error?.message ?? done.stderr.trim().split('\n').at(-1) ?? '';
  return { reason: `"apt-get install postgresql" did not install a server: ${said}` };
}

/** Words before a command that run it as the user postgres: the server refuses to run as root. */
function asPostgres(): { prefix: string[]; owner?: { uid: number; gid: number } } {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const owner = { uid: id('-u'), gid: id('-g') };
  return { prefix: ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'], owner };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server on a free port of this machine, with a certificate that it made itself. */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const { prefix, owner } = asPostgres();
  // The folder for temporary files of root may be one that no other user can enter.
  const folder = mkdtempSync(join(owner ? '/tmp' : tmpdir(), 'lathe-pg-'));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const command = (...words: string[]): [string, string[]] => {
    const [first, ...rest] = [...prefix, ...words];
    return [first, rest];
  };
  const must = (...words: string[]) => {
    const { status, stderr } = spawnSync(...command(...words), { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${words[0]} ended with ${status}: ${stderr}`);
  };
  must('/bin/sh', '-c', `printf %s ${SECRET} > word`);
  must(
    join(bin, 'initdb'),
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '--pwfile=word',
    '-N',
    '-E',
    'UTF8',
    '--locale=C',
  );
  must(
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=elsewhere',
    '-keyout',
    join(data, 'server.key'),
    '-out',
    join(data, 'server.crt'),
  );
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    fsync: 'off',
    ssl: 'on',
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const server = spawn(...command(join(bin, 'postgres'), '-D', data, ...flags), {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const login = { host: '127.0.0.1', port, database: 'postgres', user: 'postgres', password: SECRET };
  const superuser = { kind: 'postgres', ...login, ssl: 'disable' } as const;
  await until(
    server,
    () => connects(login),
    () => said,
  );
  const client = new Client(login);
  await client.connect();
  return {
    superuser,
    folder,
    query: async (sql) => {
      const result: unknown = await client.query(sql);
      const last = Array.isArray(result) ? result.at(-1) : result;
      return (last as { rows: Record<string, unknown>[] }).rows;
    },
    stop: async () => {
      await client.end();
      const ended = new Promise((resolve) => server.once('exit', resolve));
      // An interrupt is a quick end: the server ends who is connected.
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connects(login: object): Promise<boolean> {
  const client = new Client(login);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

async function until(
  server: ChildProcess,
  condition: () => Promise<boolean>,
  said: () => string,
): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await condition())) {
    if (server.exitCode !== null || Date.now() > end) throw new Error(`PostgreSQL did not start: ${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
