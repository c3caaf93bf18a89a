import { spawn } from 'node:child_process';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
const STABLE_AFTER_MS = 60_000;
const GRACE_MS = 10_000;

/**
 * Keeps one process running in a process group of its own, so that the death of another never touches it. It is
 * started again with a back-off from 1 to 30 seconds; a process that lived for a minute starts from 1 again.
 */
export class Supervised {
  #spec;
  #child;
  #timer;
  #delay = FIRST_DELAY_MS;
  #stopping = false;

  /** `{ name, args, env, cwd, onOutput?(line) }`; `args` are given to this Node. */
  constructor(spec) {
    this.#spec = spec;
    this.#start();
  }

  get pid() {
    return this.#child?.pid;
  }

  #start() {
    const { name, args, env, cwd } = this.#spec;
    const startedAt = Date.now();
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.#child = child;
    child.once('error', (error) => console.error(`${name}: could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      if (this.#stopping) return;
      if (Date.now() - startedAt > STABLE_AFTER_MS) this.#delay = FIRST_DELAY_MS;
      console.error(
        `${name}: ended with ${signal ?? `status ${code}`}; starting it again in ${this.#delay / 1000} s.`,
      );
      this.#timer = setTimeout(() => this.#start(), this.#delay);
      this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
    });
  }

  /** SIGTERM to the whole group; SIGKILL after 10 seconds. Resolves when the process is gone. */
  async stop() {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    signalGroup(child.pid, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE_MS);
    await gone;
    clearTimeout(timer);
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
