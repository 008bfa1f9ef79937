import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { TrainedParameter } from '../optimizers/optimizer.js';

/** One step of plain gradient descent; gradients stay the caller's. */
export type Descend = (gradients: readonly (Tensor | null)[], rate: number) => void;

/** Lets parameters descend for as long as `f` runs, and puts the very values back that they had. */
export async function withMovedParameters<T>(
  parameters: readonly TrainedParameter[],
  f: (descend: Descend) => Promise<T>,
): Promise<T> {
  const before = parameters.map(({ variable }) => tf.clone(variable));
  try {
    return await f((gradients, rate) => {
      for (const [i, { variable }] of parameters.entries()) {
        const gradient = gradients[i] ?? null;
        if (gradient !== null) tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(gradient, rate))));
      }
    });
  } finally {
    for (const [i, { variable }] of parameters.entries()) variable.assign(before[i] as Tensor);
    tf.dispose(before);
  }
}
