import * as tf from '@tensorflow/tfjs';

/** A sentence where TensorFlow.js computes in plain JavaScript, `undefined` elsewhere. */
export function engineNotice(): string | undefined {
  return tf.getBackend() === 'cpu'
    ? "TensorFlow.js computes in plain JavaScript, which is slow: call useEngine('auto') before a run for something faster."
    : undefined;
}
