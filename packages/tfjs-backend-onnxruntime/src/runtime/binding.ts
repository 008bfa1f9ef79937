import { createRequire } from 'node:module';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';

/** The only version of onnxruntime-node whose private parts are known to be as described here. */
export const ONNXRUNTIME_VERSION = '1.30.0';

const INSTALL = `Install it with "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@${ONNXRUNTIME_VERSION}".`;

/** A tensor as the native code reads and makes it: a plain object with these properties. */
export interface NativeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly location: 'cpu';
  readonly data: ArrayBufferView;
}

/** A session of the native code. */
export interface NativeSession {
  loadModel(file: ArrayBufferLike, offset: number, length: number, options: NativeSessionOptions): void;
  /** Runs at once, on this thread and those of the session. `null` asks for an output in new memory. */
  run(
    inputs: Readonly<Record<string, NativeTensor>>,
    outputs: Readonly<Record<string, NativeTensor | null>>,
    options: object,
  ): Record<string, NativeTensor>;
  dispose(): void;
}

/** Options of a session. */
export interface NativeSessionOptions {
  readonly executionProviders: readonly string[];
  readonly intraOpNumThreads: number;
  readonly graphOptimizationLevel: 'all';
  readonly enableCpuMemArena: boolean;
  readonly enableMemPattern: boolean;
  readonly logSeverityLevel: number;
  readonly extra: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What onnxruntime-node does not export: its native part, whose `run` is synchronous. */
export interface NativeBinding {
  readonly InferenceSession: new () => NativeSession;
  listSupportedBackends(): readonly { readonly name: string; readonly bundled: boolean }[];
}

let loaded: NativeBinding | undefined;

/**
 * The native part of onnxruntime-node, loaded and checked once. This file is the only one that knows it.
 *
 * @throws OnnxRuntimeError `unavailable` where it is missing, has another version or does not run on this system
 */
export function nativeBinding(): NativeBinding {
  loaded ??= loadBinding(createRequire(import.meta.url));
  return loaded;
}

/**
 * The version of ONNX Runtime, which is loaded and checked for it. TensorFlow.js only warns where a backend does not
 * start; this throws the reason.
 *
 * @returns the version, such as `1.30.0`
 * @throws OnnxRuntimeError `unavailable` where onnxruntime-node is missing, has another version or does not run here
 * @example
 * ```ts
 * import { onnxRuntimeVersion } from 'tfjs-backend-onnxruntime';
 *
 * console.log(onnxRuntimeVersion()); // 1.30.0
 * ```
 */
export function onnxRuntimeVersion(): string {
  nativeBinding();
  return ONNXRUNTIME_VERSION;
}

/**
 * Loads the native part through `require`.
 *
 * @throws OnnxRuntimeError `unavailable` as {@link nativeBinding}
 */
export function loadBinding(require: (id: string) => unknown): NativeBinding {
  const version = installedVersion(require);
  if (version !== ONNXRUNTIME_VERSION)
    throw new OnnxRuntimeError({
      code: 'unavailable',
      what: `tfjs-backend-onnxruntime works with onnxruntime-node ${ONNXRUNTIME_VERSION}, but ${version} is installed.`,
      remedy: INSTALL,
    });
  const { binding, initOrt } = privateModule(require);
  initOrt();
  return binding;
}

function installedVersion(require: (id: string) => unknown): string {
  try {
    return (require('onnxruntime-node/package.json') as { version: string }).version;
  } catch (cause) {
    throw new OnnxRuntimeError({
      code: 'unavailable',
      what: 'The package onnxruntime-node is not installed.',
      remedy: INSTALL,
      cause,
    });
  }
}

function privateModule(require: (id: string) => unknown): { binding: NativeBinding; initOrt(): void } {
  try {
    const module = require('onnxruntime-node/dist/binding.js') as Partial<{
      binding: NativeBinding;
      initOrt(): void;
    }>;
    const { binding, initOrt } = module;
    if (typeof binding?.InferenceSession === 'function' && initOrt !== undefined) return { binding, initOrt };
    throw new TypeError('dist/binding.js exports no binding and initOrt');
  } catch (cause) {
    throw new OnnxRuntimeError({
      code: 'unavailable',
      what: `onnxruntime-node ${ONNXRUNTIME_VERSION} does not load on ${process.platform} ${process.arch}: ${cause instanceof Error ? cause.message : cause}.`,
      remedy: 'It runs on Linux and Windows (x64, arm64) and on macOS (arm64); reinstall it there.',
      cause,
    });
  }
}
