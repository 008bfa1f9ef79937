import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Activation, activations } from './activation.js';

/** Values of torch.nn.functional at −3, −1, −0.1, 0, 0.5, 2 in float64. */
const torch: Readonly<Record<Activation, readonly number[]>> = {
  gelu: [-0.004049694095, -0.158655253931, -0.046017216272, 0.0, 0.345731230637, 1.954499736104],
  gelu_tanh: [-0.003637392082, -0.158808009392, -0.046017248955, 0.0, 0.345714009825, 1.954597694088],
  relu: [0.0, 0.0, 0.0, 0.0, 0.5, 2.0],
  silu: [-0.142277619533, -0.26894142137, -0.047502081252, 0.0, 0.311229665601, 1.761594155956],
  tanh: [-0.995054753687, -0.761594155956, -0.099667994625, 0.0, 0.46211715726, 0.964027580076],
};

describe('activations', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each(Object.entries(torch))('%s agrees with PyTorch', (name, expected) => {
    const values = tf.tidy(() =>
      activations[name as Activation](tf.tensor1d([-3, -1, -0.1, 0, 0.5, 2])).arraySync(),
    );
    values.forEach((value, i) => {
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-6);
    });
  });
});
