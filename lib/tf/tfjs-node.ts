import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { nativeBackend } from '@/lib/tf/native-backend';

/**
 * What loading tfjs-node came to: the version of TensorFlow's C library and whether signals are kept from it, or the
 * fault in one line.
 */
export type TfjsNodeResult =
  | { libraryVersion: string; isShielded: boolean }
  | { fault: string; cause: unknown };

/**
 * Load tfjs-node, which registers the backend `tensorflow` in the one instance of TensorFlow.js and selects
 * it. Never throws.
 */
export function loadTfjsNode(): TfjsNodeResult {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // Node 23 removed these two, which tfjs-node 4.22 calls; Node 22 prints a deprecation note for them.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray });
  const { noDeprecation } = process;
  process.noDeprecation = true; // its dependencies use modules that newer Node versions deprecate
  const require = createRequire(import.meta.url);
  const guard = findProcessGuard(require);
  try {
    // Synchronous, so that nothing else can lose a line while the error output is off.
    guard?.muteStderr();
    // Before TensorFlow starts threads, which inherit what is blocked.
    const isShielded = guard?.shieldFromSignals() ?? false;
    require('@tensorflow/tfjs-node');
    return { libraryVersion: nativeBackend().binding.TF_Version, isShielded };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { fault: message.split('\n')[0].replace(/[.\s]+$/, ''), cause };
  } finally {
    guard?.unmuteStderr();
    process.noDeprecation = noDeprecation ?? false;
  }
}

/** What the addon does that set-up compiles beside tfjs-node; see scripts/setup/process-guard.cc. */
interface ProcessGuard {
  muteStderr(): void;
  unmuteStderr(): void;
  shieldFromSignals(): boolean;
}

/** Without the addon TensorFlow's start-up lines are seen, and signals reach its threads. */
function findProcessGuard(require: NodeJS.Require): ProcessGuard | undefined {
  try {
    return require(
      join(dirname(require.resolve('@tensorflow/tfjs-node/package.json')), 'lib/process-guard.node'),
    );
  } catch {
    return undefined;
  }
}
