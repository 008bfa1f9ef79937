import { availableParallelism } from 'node:os';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';

/** Where ONNX Runtime computes. */
export type Device = 'cpu' | 'webgpu';

let threads = availableParallelism();
let device: Device = 'cpu';
const listeners: (() => void)[] = [];

/**
 * Threads that each kernel of ONNX Runtime runs on.
 *
 * @returns a whole number of 1 or more
 * @example
 * ```ts
 * import { currentThreads } from 'tfjs-backend-onnxruntime';
 *
 * console.log(currentThreads()); // as many as there are cores
 * ```
 */
export function currentThreads(): number {
  return threads;
}

/**
 * Where graphs run.
 *
 * @returns `cpu` or `webgpu`
 * @example
 * ```ts
 * import { currentDevice } from 'tfjs-backend-onnxruntime';
 *
 * console.log(currentDevice()); // cpu
 * ```
 */
export function currentDevice(): Device {
  return device;
}

/** Calls back after each change of a setting. */
export function onSettingsChange(listener: () => void): void {
  listeners.push(listener);
}

/**
 * Sets on how many threads each kernel of ONNX Runtime runs; default one per core. Graphs are compiled anew.
 *
 * @param count - number of threads, 1 or more
 * @throws OnnxRuntimeError `invalid-argument` for anything but a whole number of 1 or more
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { setThreads } from 'tfjs-backend-onnxruntime';
 *
 * await tf.setBackend('onnxruntime');
 * setThreads(2);
 * tf.matMul(tf.ones([512, 512]), tf.ones([512, 512])).print();
 * ```
 */
export function setThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1)
    throw new OnnxRuntimeError({
      code: 'invalid-argument',
      what: `setThreads was given ${count}, which is no number of threads.`,
      remedy: 'Give a whole number of 1 or more.',
    });
  if (count === threads) return;
  threads = count;
  for (const listener of listeners) listener();
}

/**
 * Sets where graphs run: `cpu`, or `webgpu`, the graphics card through the WebGPU that onnxruntime-node brings along.
 * Tensors stay in main memory on both.
 *
 * @param name - `cpu` (the default) or `webgpu`
 * @throws OnnxRuntimeError `invalid-argument` for another name
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { setDevice } from 'tfjs-backend-onnxruntime';
 *
 * setDevice('webgpu');
 * await tf.setBackend('onnxruntime');
 * tf.matMul(tf.ones([512, 512]), tf.ones([512, 512])).print();
 * ```
 */
export function setDevice(name: Device): void {
  if (name !== 'cpu' && name !== 'webgpu')
    throw new OnnxRuntimeError({
      code: 'invalid-argument',
      what: `setDevice was given ${name}, which is no device.`,
      remedy: 'Give cpu or webgpu.',
    });
  if (name === device) return;
  device = name;
  for (const listener of listeners) listener();
}
