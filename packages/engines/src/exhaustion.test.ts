import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { useEngine } from './index.js';

describe.each(['cpu', 'onnxruntime'] as const)('a result for which the engine %s has no room', (engine) => {
  it('is an error that says what was asked for, what there is and what to do', async () => {
    await useEngine(engine);
    const held = tf.ones([256, 1024]);
    const before = tf.memory().numTensors;
    expect(() => tf.tidy(() => tf.tile(tf.ones([1, 2 ** 20]), [2 ** 20, 1]))).toThrow(
      expect.objectContaining({
        code: 'exhausted',
        what: expect.stringMatching(
          /^There is no room for the result of Tile of \[1,1048576\]: \d+ MiB are in tensors, \d+ MiB of this machine's \d+ MiB are free\.$/,
        ),
        remedy: expect.stringContaining('smaller batches'),
      }),
    );
    expect(tf.memory().numTensors).toBe(before);
    held.dispose();
  });

  it('leaves other errors as they are', () => {
    const [a, b] = [tf.ones([2, 3]), tf.ones([2, 3])];
    expect(() => tf.matMul(a, b)).toThrow(/inner shapes/i);
    tf.dispose([a, b]);
  });
});
