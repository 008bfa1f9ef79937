import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** How the distance between prediction and label is charged. */
export type ResidualLoss = 'squared' | 'absolute' | 'huber';

/** Targets of a regression; both `[rows]`. */
export interface ResidualTargets {
  readonly targets: Float32Array;
  /** Weight of each row: 0 where the label is missing. */
  readonly weights: Float32Array;
}

/**
 * The weighted sum of `e²`, of `|e|`, or of Huber's loss (`e²/2` up to `delta`, `delta (|e| − delta/2)` beyond), with
 * `e` the distance of each row's only output from its target.
 *
 * Source: Huber, "Robust estimation of a location parameter", 1964.
 */
export function residualLoss(
  outputs: Tensor2D,
  { targets, weights }: ResidualTargets,
  kind: ResidualLoss,
  delta: number,
): Scalar {
  return tf.tidy(() => {
    const residuals = tf.sub(outputs, tf.tensor2d(targets, outputs.shape));
    const charged = charge(residuals, kind, delta);
    return tf.sum<Scalar>(tf.mul(charged, tf.tensor2d(weights, outputs.shape)));
  });
}

function charge(residuals: Tensor, kind: ResidualLoss, delta: number): Tensor {
  switch (kind) {
    case 'squared':
      return tf.square(residuals);
    case 'absolute':
      return magnitude(residuals);
    case 'huber': {
      const size = magnitude(residuals);
      const excess = tf.relu(tf.sub(size, delta));
      const inner = tf.sub(size, excess);
      return tf.add(tf.mul(tf.square(inner), 0.5), tf.mul(excess, delta));
    }
  }
}

/** |x| with gradient 0 at 0, as in PyTorch; the gradient of `tf.abs` is −1 there. */
function magnitude(x: Tensor): Tensor {
  return tf.add(tf.relu(x), tf.relu(tf.neg(x)));
}
