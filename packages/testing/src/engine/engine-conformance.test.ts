import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engineConformance } from '../index.js';

const cases = engineConformance();

/** What TensorFlow.js 4.22 itself gets wrong; `useEngine` of @tomoni/engines mends it. */
const knownWrong = [
  /^(where|cast) of a comparison\b/,
  /^(squaredDifference|maximum|minimum) of a (row|column)\b/,
  /^matMul of (one matrix and a batch|a batch and one matrix|batches (of different rank|broadcast))\b/,
  /^(cumsum over axis 1|exclusive reverse cumsum over axis 0):/,
];

beforeAll(() => tf.setBackend('cpu'));

describe('the cpu backend as it comes', () => {
  for (const { name, run } of cases)
    it(name, () => (knownWrong.some((wrong) => wrong.test(name)) ? expect(run()).rejects.toThrow() : run()));
});

describe('a backend that is wrong', () => {
  const spoiled: tf.KernelConfig[] = [];

  function spoil(kernelName: string, change: (right: tf.KernelFunc) => tf.KernelFunc): void {
    const right = tf.getKernel(kernelName, 'cpu');
    spoiled.push(right);
    tf.unregisterKernel(kernelName, 'cpu');
    tf.registerKernel({ ...right, kernelFunc: change(right.kernelFunc) });
  }

  afterEach(() => {
    for (const kernel of spoiled.splice(0)) {
      tf.unregisterKernel(kernel.kernelName, 'cpu');
      tf.registerKernel(kernel);
    }
  });

  const failureOf = async (name: string) => {
    const clause = cases.find((one) => one.name === name);
    return clause?.run().then(
      () => 'none',
      (error: Error) => error.message,
    );
  };

  it('computes the wrong values', async () => {
    spoil('Tanh', () => tf.getKernel('Sigmoid', 'cpu').kernelFunc);
    expect(await failureOf('tanh: values and gradients')).toContain('A value is wrong at');
  });

  it('computes the wrong gradients', async () => {
    const right = tf.getGradient('Softmax');
    tf.unregisterGradient('Softmax');
    tf.registerGradient({ ...right, gradFunc: (dy) => ({ logits: () => dy as tf.Tensor }) });
    try {
      expect(await failureOf('softmax: values and gradients')).toContain('with respect to input 0 is wrong');
    } finally {
      tf.unregisterGradient('Softmax');
      tf.registerGradient(right);
    }
  });

  it('computes other bits each time', async () => {
    let calls = 0;
    spoil('Erf', (right) => (parameters) => {
      const out = right(parameters) as tf.TensorInfo;
      const values = tf.backend().readSync(out.dataId) as Float32Array;
      values[0] = (values[0] as number) + 1e-6 * ++calls;
      return out;
    });
    expect(await failureOf('a training step repeats with equal bits')).toContain(
      'Repetition gives other bits.',
    );
  });
});
