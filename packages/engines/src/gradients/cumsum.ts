import * as tf from '@tensorflow/tfjs';

/**
 * The gradient of `cumsum`: the running total from the other end.
 *
 * The one of tfjs 4.22 transposes its result once too often where the axis is not the last.
 */
export const cumsumGradient: tf.GradConfig = {
  kernelName: 'Cumsum',
  gradFunc: (dy, _, attrs) => {
    const { axis, exclusive, reverse } = attrs as { axis: number; exclusive: boolean; reverse: boolean };
    return { x: () => tf.cumsum(dy as tf.Tensor, axis, exclusive, !reverse) };
  },
};
