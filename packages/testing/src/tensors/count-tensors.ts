import * as tf from '@tensorflow/tfjs';

/** What a call returned, and how many tensors it left behind. */
export interface CountedTensors<T> {
  readonly result: T;
  /** Tensors that exist after the call and did not before, those that it returned included. */
  readonly tensors: number;
}

/**
 * Runs a function, awaits it, and counts the tensors that it leaves behind.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { countTensors } from '@tomoni/testing';
 *
 * const { tensors } = await countTensors(() => tf.tidy(() => tf.ones([2, 2]).sum()));
 * console.log(tensors); // 1
 * ```
 */
export async function countTensors<T>(run: () => T | Promise<T>): Promise<CountedTensors<T>> {
  const before = tf.memory().numTensors;
  const result = await run();
  return { result, tensors: tf.memory().numTensors - before };
}
