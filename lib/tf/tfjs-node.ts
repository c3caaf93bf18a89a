import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { nativeBackend } from '@/lib/tf/native-backend';

/** What loading tfjs-node came to: the version of TensorFlow's C library, or the fault in one line. */
export type TfjsNodeResult = { libraryVersion: string } | { fault: string; cause: unknown };

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
  const stderr = findStderrSwitch(require);
  try {
    // Synchronous, so that nothing else can lose a line while the error output is off.
    stderr?.off();
    require('@tensorflow/tfjs-node');
    return { libraryVersion: nativeBackend().binding.TF_Version };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { fault: message.split('\n')[0].replace(/[.\s]+$/, ''), cause };
  } finally {
    stderr?.on();
    process.noDeprecation = noDeprecation ?? false;
  }
}

/** The addon that set-up compiles beside tfjs-node; without it TensorFlow's start-up lines are seen. */
function findStderrSwitch(require: NodeJS.Require): { off(): void; on(): void } | undefined {
  try {
    return require(
      join(dirname(require.resolve('@tensorflow/tfjs-node/package.json')), 'lib/stderr-switch.node'),
    );
  } catch {
    return undefined;
  }
}
