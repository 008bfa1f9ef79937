import * as tf from '@tensorflow/tfjs';

/** Puts a gradient in the place of the one that TensorFlow.js may have. */
export function replaceGradient(gradient: tf.GradConfig): void {
  const present = tf.getGradient(gradient.kernelName);
  if (present === gradient) return;
  if (present !== undefined) tf.unregisterGradient(gradient.kernelName);
  tf.registerGradient(gradient);
}
