import { execFileSync } from 'node:child_process';
import { cpus, hostname, platform, release, totalmem } from 'node:os';
import type { RunEnvironment } from '@/lib/domain/run-environment';
import type { Backend } from '@/lib/tf/backend';

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
    memoryBytes: totalmem(),
    hostName: hostname(),
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
