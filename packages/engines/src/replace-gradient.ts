import * as tf from '@tensorflow/tfjs';

/** Puts a gradient in the place of the one that TensorFlow.js has. */
export function replaceGradient(gradient: tf.GradConfig): void {
  if (tf.getGradient(gradient.kernelName) === gradient) return;
  tf.unregisterGradient(gradient.kernelName);
  tf.registerGradient(gradient);
}
