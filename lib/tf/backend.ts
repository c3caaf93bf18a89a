import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { AppError } from '@/lib/domain/errors';
import { registerBatchNormKernels } from '@/lib/tf/batch-norm-kernels';
import { replaceMatMulKernel } from '@/lib/tf/matmul-kernel';
import { replaceSlowGradients } from '@/lib/tf/tensorflow-gradients';
import { loadTfjsNode } from '@/lib/tf/tfjs-node';
import { registerVariableKernels } from '@/lib/tf/variable-kernels';
import { registerWasmKernels } from '@/lib/tf/wasm-kernels';

/** The backends Lathe computes with. */
export type BackendName = 'tensorflow' | 'wasm';

/** The backend of this process, as a run records it. */
export interface Backend {
  /** The one instance of TensorFlow.js; the same as `import * as tf from '@tensorflow/tfjs'`. */
  tf: typeof tf;
  name: BackendName;
  /** `tfjs` is the JavaScript library, `library` what computes: TensorFlow's C library or the WASM module. */
  versions: { tfjs: string; library: string; node: string; nodeAbi: string };
  /** One line for a person: why this backend and no other. */
  reason: string;
}

let loading: Promise<Backend> | undefined;

/**
 * The backend of this process, loaded once: TensorFlow's native library by tfjs-node, else WASM. The pure
 * JavaScript backend is never chosen, since it is about 1,000 times slower. `LATHE_BACKEND=wasm` or
 * `tensorflow` demands one of the two.
 *
 * @throws AppError `backend_unavailable` when neither loads, or the demanded one does not;
 *   `invalid_argument` when `LATHE_BACKEND` names another.
 */
export function loadBackend(): Promise<Backend> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Backend> {
  const demanded = process.env.LATHE_BACKEND || undefined;
  if (demanded !== undefined && demanded !== 'tensorflow' && demanded !== 'wasm') {
    throw new AppError(
      'invalid_argument',
      `Loading the backend: LATHE_BACKEND must be tensorflow or wasm, found "${demanded}". Unset it to use the fastest that works.`,
    );
  }
  // Production mode keeps TensorFlow.js's advice and deprecation notes out of the terminal.
  tf.enableProdMode();
  if (demanded === 'wasm') return loadWasm('LATHE_BACKEND=wasm demands it');
  const native = loadTfjsNode();
  if ('libraryVersion' in native) {
    registerVariableKernels();
    registerBatchNormKernels();
    // A signal that arrives during TensorFlow's MatMul may corrupt the heap; BatchMatMulV2 bears it.
    if (native.isShielded) replaceMatMulKernel();
    replaceSlowGradients();
    return describe(
      'tensorflow',
      native.libraryVersion,
      "TensorFlow's native library is installed and loads",
    );
  }
  if (demanded === 'tensorflow') {
    throw new AppError(
      'backend_unavailable',
      `Loading the backend: LATHE_BACKEND=tensorflow demands the native library, and it does not load: ${native.fault}. Run "npm run setup", or unset LATHE_BACKEND to use WASM.`,
      { cause: native.cause },
    );
  }
  return loadWasm(`the native library does not load (${native.fault}); "npm run setup" tries to prepare it`);
}

async function loadWasm(reason: string): Promise<Backend> {
  try {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    wasm.setWasmPaths(join(dirname(entry), sep));
    if (!(await tf.setBackend('wasm'))) throw new Error('its initialisation failed');
    registerWasmKernels();
    return describe('wasm', wasm.version_wasm, reason);
  } catch (cause) {
    throw new AppError(
      'backend_unavailable',
      `Loading the backend: neither TensorFlow's native library nor WASM loads (${reason}; WASM: ${cause instanceof Error ? cause.message : String(cause)}). Run "npm run setup".`,
      { cause },
    );
  }
}

function describe(name: BackendName, library: string, reason: string): Backend {
  return {
    tf,
    name,
    versions: {
      tfjs: tf.version.tfjs,
      library,
      node: process.versions.node,
      nodeAbi: process.versions.modules,
    },
    reason,
  };
}
