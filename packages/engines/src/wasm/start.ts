import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import { activate } from '../activate.js';
import type { EngineOptions, StartedEngine } from '../engine.js';
import { replaceKernel } from '../replace-kernel.js';
import { guardHeap } from './heap-guard.js';
import { batchMatMulKernel } from './kernels/batch-mat-mul.js';
import { oneHotKernel } from './kernels/one-hot.js';
import { unsortedSegmentSumKernel } from './kernels/unsorted-segment-sum.js';
import { loadModule, loadThreadedModule } from './module.js';
import { DEFAULT_THREADS, MOST_THREADS } from './threads.js';

interface Running {
  readonly threads: number;
  readonly memoryLimit: number | undefined;
  readonly started: StartedEngine;
}

let running: Running | undefined;

/** Starts the wasm backend, or takes up the one that runs with these options already. */
export async function startWasm(options: EngineOptions): Promise<StartedEngine> {
  const { threads = DEFAULT_THREADS, memoryLimit } = options;
  if (threads > MOST_THREADS)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The engine wasm was asked for ${threads} threads.`,
      remedy: `Its pool takes at most ${MOST_THREADS}.`,
    });
  if (running?.threads !== threads || running.memoryLimit !== memoryLimit) {
    stop();
    running = { threads, memoryLimit, started: await start(threads, memoryLimit) };
  }
  await tf.setBackend('wasm');
  return running.started;
}

/** Several threads where they work, one otherwise. */
async function start(threads: number, memoryLimit: number | undefined): Promise<StartedEngine> {
  if (threads === 1) return attempt(1, memoryLimit);
  try {
    return await attempt(threads, memoryLimit);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const started = await attempt(1, memoryLimit);
    return { ...started, notes: [`It computes on one thread, for ${threads} do not start: ${reason}`] };
  }
}

async function attempt(threads: number, memoryLimit: number | undefined): Promise<StartedEngine> {
  const {
    BackendWasm,
    setThreadsCount,
    version_wasm: version,
  } = await import('@tensorflow/tfjs-backend-wasm');
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const { module, workers } = await (threads === 1 ? loadModule(simd === true) : loadThreadedModule(threads));
  guardHeap(module, memoryLimit);
  replaceKernel(batchMatMulKernel);
  replaceKernel(oneHotKernel);
  replaceKernel(unsortedSegmentSumKernel);
  setThreadsCount(threads);
  const backend = new BackendWasm(module);
  removeBackend();
  tf.registerBackend('wasm', () => backend);
  try {
    await activate('wasm', 'wasm');
  } catch (error) {
    removeBackend();
    throw error;
  }
  for (const worker of workers) worker.unref();
  return { threads: module.tfjs.getThreadsCount(), device: 'processor', version, notes: [] };
}

/** Ends the backend that runs, which must hold no tensor. */
function stop(): void {
  if (running === undefined) return;
  const tensors = tf.findBackend('wasm').numDataIds();
  if (tensors > 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The engine wasm cannot be restarted with other options while ${tensors} tensors are in its memory.`,
      remedy: 'Dispose of them first, or choose the options with the first call.',
    });
  removeBackend();
  running = undefined;
}

/** Ends the backend with its threads, or takes back the way to make it that tfjs-backend-wasm registers on import. */
function removeBackend(): void {
  if (tf.findBackendFactory('wasm') !== null) tf.removeBackend('wasm');
}
