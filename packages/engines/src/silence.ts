import * as tf from '@tensorflow/tfjs';

/** Keeps the cpu backend from advertising tfjs-node at its first tensor. */
export function silenceAdvertisement(): void {
  Object.assign(tf.findBackend('cpu') ?? {}, { firstUse: false });
}
