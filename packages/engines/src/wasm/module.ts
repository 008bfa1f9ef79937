import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { Worker } from 'node:worker_threads';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** The compiled kernels and their heap, as Emscripten hands them over. */
export interface WasmModule {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  cwrap(name: string, result: 'number' | null, parameters: readonly ('number' | 'array')[]): WasmFunction;
  /** What the backend of TensorFlow.js calls; made by {@link nameFunctions}. */
  tfjs: {
    init(): void;
    initWithThreadsCount(threads: number): void;
    getThreadsCount(): number;
    registerTensor(id: number, size: number, memoryOffset: number): void;
    disposeData(id: number): void;
    dispose(): void;
  };
}

/** A function of the module: it takes numbers, and bytes that are copied in for the call. */
export type WasmFunction = (...values: readonly (number | boolean | Uint8Array)[]) => number;

/** A module and the threads that compute beside this one. */
export interface LoadedModule {
  readonly module: WasmModule;
  readonly workers: readonly Worker[];
}

type ModuleFactory = (settings: {
  readonly locateFile: (file: string) => string;
  readonly mainScriptUrlOrBlob?: string;
}) => Promise<WasmModule>;

const require = createRequire(import.meta.url);
const folder = '@tensorflow/tfjs-backend-wasm/wasm-out/';

/** The module of a running backend. */
export function moduleOf(backend: BackendWasm): WasmModule {
  return backend.wasm as WasmModule;
}

/** Loads the module that computes on one thread. */
export async function loadModule(simd: boolean): Promise<LoadedModule> {
  const binary = require.resolve(`${folder}tfjs-backend-wasm${simd ? '-simd' : ''}.wasm`);
  const factory = require(`${folder}tfjs-backend-wasm.js`) as ModuleFactory;
  const module = await withoutProcessListeners(() => factory({ locateFile: () => binary }));
  return { module: nameFunctions(module), workers: [] };
}

/**
 * Loads the module that computes on several threads.
 *
 * TensorFlow.js offers it to browsers only, although the script in its package knows Node. Three things around that
 * script are replaced, for it alone, by compiling it as Node compiles any CommonJS file but with names of our own:
 * the workers, which are given their code as text; the number of cores, of which it would use half; and the size of
 * its pool, which is 8 workers whatever was asked for.
 */
export async function loadThreadedModule(threads: number): Promise<LoadedModule> {
  const script = require.resolve(`${folder}tfjs-backend-wasm-threaded-simd.js`);
  const { wasmWorkerContents } = require(`${folder}tfjs-backend-wasm-threaded-simd.worker.js`) as {
    wasmWorkerContents: string;
  };
  const workers: Worker[] = [];
  class PoolWorker extends Worker {
    constructor() {
      super(wasmWorkerContents.replaceAll('\n', '\\n'), { eval: true });
      workers.push(this);
    }
  }
  const surroundings = {
    module: { exports: {} },
    exports: {},
    require: (name: string) =>
      name === 'os' ? { cpus: () => new Array(2 * threads).fill({}) } : require(name),
    __filename: script,
    __dirname: dirname(script),
    global: {},
    Worker: PoolWorker,
  };
  const code = (await readFile(script, 'utf8')).replace(
    'pthreadPoolSize=8',
    `pthreadPoolSize=${threads - 1}`,
  );
  compileFunction(code, Object.keys(surroundings), { filename: script })(...Object.values(surroundings));
  const factory = surroundings.module.exports as ModuleFactory;
  try {
    const module = await inTime(
      withoutProcessListeners(() =>
        factory({ locateFile: (file) => join(dirname(script), file), mainScriptUrlOrBlob: script }),
      ),
    );
    return { module: nameFunctions(module), workers };
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw error;
  }
}

/** As `init` of tfjs-backend-wasm does. */
function nameFunctions(module: WasmModule): WasmModule {
  module.tfjs = {
    init: module.cwrap('init', null, []),
    initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: module.cwrap('get_threads_count', 'number', []),
    registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: module.cwrap('dispose_data', null, ['number']),
    dispose: module.cwrap('dispose', null, []),
  };
  return module;
}

/** Keeps Emscripten from deciding what this process does about errors that nobody caught. */
function withoutProcessListeners<T>(load: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'];
  const before = events.map((event) => process.rawListeners(event));
  const loading = load();
  events.forEach((event, i) => {
    for (const listener of process.rawListeners(event))
      if (!before[i]?.includes(listener)) process.removeListener(event, listener as () => void);
  });
  return loading;
}

const SECONDS = 20;

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${SECONDS} seconds.`)), SECONDS * 1000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
