import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';

const SIGNALS = 4_000;

// Without the shield such a process dies of a corrupted heap after some hundred signals.
it.skipIf(process.platform === 'win32')(
  'signals that arrive while TensorFlow multiplies are handled and do no harm',
  { timeout: 60_000 },
  async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'signal-storm.ts')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const gone = new Promise((done) => child.once('close', (code, signal) => done(code ?? signal)));
    try {
      await expect.poll(() => output, { timeout: 30_000 }).toContain('ready');
      for (let sent = 0; sent < SIGNALS && child.exitCode === null && child.signalCode === null; sent++) {
        child.kill('SIGUSR2');
        await pause(0);
      }
      child.kill('SIGTERM');
      expect(await gone, output).toBe(0);
      // Signals that wait for the same handler are merged, so that fewer come in than were sent.
      expect(Number(/(\d+) signals/.exec(output)?.[1])).toBeGreaterThan(SIGNALS / 20);
    } finally {
      child.kill('SIGKILL');
    }
  },
);
