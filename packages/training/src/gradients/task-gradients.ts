import type { Tensor } from '@tensorflow/tfjs';

/** One gradient per parameter, `null` where no loss reaches it, and the weights that were used, one per task. */
export interface TaskGradients {
  readonly gradients: (Tensor | null)[];
  readonly weights: Float64Array;
}
