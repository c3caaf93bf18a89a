import { execFileSync } from 'node:child_process';
import { cpus, platform, release } from 'node:os';
import type { Backend } from '@/lib/tf/backend';

/** What a run needs to be repeated, besides its config: where and with what it was computed. */
export interface RunEnvironment {
  backend: string;
  backendVersion: string;
  tfjsVersion: string;
  nodeVersion: string;
  os: string;
  cpu: string;
  /** Commit of the code that ran, 40 hex digits, or null outside of a git checkout. */
  gitCommit: string | null;
  /** True when files differed from that commit. */
  gitDirty: boolean | null;
}

/** The environment of this process, read once at its start. `root` is the project's folder. */
export function runEnvironment(backend: Backend, root: string): RunEnvironment {
  const commit = git(root, 'rev-parse', 'HEAD');
  const status = commit === null ? null : git(root, 'status', '--porcelain');
  return {
    backend: backend.name,
    backendVersion: backend.versions.library,
    tfjsVersion: backend.versions.tfjs,
    nodeVersion: process.versions.node,
    os: `${platform()} ${release()} ${process.arch}`,
    cpu: `${cpus()[0]?.model.trim() ?? 'unknown'} (${cpus().length} threads)`,
    gitCommit: commit,
    gitDirty: status === null ? null : status !== '',
  };
}

function git(cwd: string, ...args: string[]): string | null {
  try {
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}
