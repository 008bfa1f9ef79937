import * as tf from '@tensorflow/tfjs';

/** Registers a kernel in the place of the one that the backend may have. */
export function replaceKernel(kernel: tf.KernelConfig): void {
  const { kernelName, backendName } = kernel;
  if (tf.getKernel(kernelName, backendName) !== undefined) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(kernel);
}
