import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Pooling } from '@tomoni/spec';

/** What padding is set below all states by, before their maximum is taken. */
const farBelow = 1e9;

/** The ways of pooling: states `[batch, length, width]` and mask `[batch, length]` to `[batch, width]`. */
export const poolings: Readonly<Record<Pooling, (states: Tensor3D, mask: Tensor2D) => Tensor2D>> = {
  first: (states) => {
    const [size, , width] = states.shape;
    return tf.reshape(tf.slice(states, [0, 0, 0], [size, 1, width]), [size, width]);
  },
  mean: (states, mask) => {
    const total: Tensor2D = tf.sum(tf.mul(states, tf.expandDims(mask, 2)), 1);
    return tf.div(total, tf.sum(mask, 1, true));
  },
  max: (states, mask) =>
    tf.max(tf.add(states, tf.expandDims(tf.mul(tf.sub(mask, 1), farBelow), 2)), 1) as Tensor2D,
};
