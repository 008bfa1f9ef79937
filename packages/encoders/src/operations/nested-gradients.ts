import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/**
 * The gradients of `f` at some tensors while another gradient is being computed: TensorFlow.js would forget the tape of
 * that one.
 *
 * @param dy the gradient of what `f` gives
 */
export function nestedGradients(f: () => Tensor, sources: Tensor[], dy: Tensor): Tensor[] {
  const { state } = tf.engine();
  const { activeTape, kernelDepth } = state;
  state.kernelDepth = 0;
  try {
    return tf.grads(f)(sources, dy);
  } finally {
    state.kernelDepth = kernelDepth;
    state.activeTape = activeTape;
  }
}
