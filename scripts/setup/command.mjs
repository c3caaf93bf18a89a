import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

const startedAt = Date.now();
const running = new Set();

/** One plain line on the terminal, with the seconds since set-up began. */
export function say(text) {
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  process.stdout.write(`[setup ${String(seconds).padStart(3)} s] ${text}\n`);
}

/** A failed step: the message says what was done, what came of it and what to do. */
export class SetupError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'SetupError';
  }
}

/**
 * Run a program and collect what it prints.
 *
 * `label` is said again every 10 seconds while the program runs. A program that runs longer than `timeoutMs`
 * is ended with all it started. Never throws: `code` is null when the program could not start or was ended.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, label?: string, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number | null, output: string, timedOut: boolean, seconds: number }>}
 */
export function run(command, args, { cwd, env = process.env, label, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const began = Date.now();
    let output = '';
    let timedOut = false;
    const child = spawn(command, args, {
      cwd,
      env: withOwnNodeFirst(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a time-out ends the compilers it started too.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    if (running.size === 0) watchSignals(true);
    running.add(child);
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const beat = setInterval(() => {
      if (label) say(`  ${label}: ${Math.round((Date.now() - began) / 1000)} s so far`);
    }, 10_000);
    const limit = timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          end(child);
        }, timeoutMs)
      : undefined;
    const finish = (code) => {
      if (!running.has(child)) return;
      clearInterval(beat);
      clearTimeout(limit);
      running.delete(child);
      if (running.size === 0) watchSignals(false);
      resolve({ code, output, timedOut, seconds: (Date.now() - began) / 1000 });
    };
    child.on('error', (error) => {
      output += String(error.message);
      finish(null);
    });
    child.on('close', (code) => finish(code));
  });
}

/** The last lines of a program's output that say something, for an error message. */
export function lastWords(output, lines = 6) {
  return output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^\s+at /.test(line)) // a stack tells a person nothing
    .slice(-lines)
    .join('\n');
}

/** Programs with `#!/usr/bin/env node` must run under this Node, or addons are built for another. */
function withOwnNodeFirst(env) {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [key]: [dirname(process.execPath), env[key]].filter(Boolean).join(delimiter) };
}

function end(child) {
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

/** Ctrl-C ends what set-up started, then this process, which gives back its locks as it exits. */
function onSignal(signal) {
  for (const child of running) end(child);
  if (process.listenerCount(signal) === 1) process.exit(signal === 'SIGINT' ? 130 : 143);
}

function watchSignals(watch) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    if (watch) process.on(signal, onSignal);
    else process.removeListener(signal, onSignal);
  }
}
