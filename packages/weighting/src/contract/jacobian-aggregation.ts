import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { JacobianAggregation, Step } from '@tomoni/spec';
import { type Situation, situationOf } from './situation.js';

/** The gradient of one task, in the precision in which it was formed. */
export type GradientRow = Float32Array | Float64Array;

/** Gives the update from the gradients of the present tasks, which are all of one length and at least one. */
export type AggregationRule = (
  gradients: readonly GradientRow[],
  situation: Situation,
  block: string,
) => Float64Array;

/**
 * Puts the present tasks' gradients together by a rule in plain numbers; `NaN` everywhere where a gradient or a loss
 * is not a finite number.
 */
export function aggregateGradients(rule: AggregationRule): JacobianAggregation['aggregate'] {
  return (block: Tensor2D, step: Step, name = '') => {
    const columns = block.shape[1];
    const values = block.dataSync<'float32'>();
    const situation = situationOf(step);
    const gradients = situation.tasks.map((task) => values.subarray(task * columns, (task + 1) * columns));
    return tf.tensor1d(Float32Array.from(aggregated(gradients, columns, situation, name, rule)));
  };
}

function aggregated(
  gradients: readonly GradientRow[],
  columns: number,
  situation: Situation,
  name: string,
  rule: AggregationRule,
): Float64Array {
  if (gradients.length === 0) return new Float64Array(columns);
  const isUsable = situation.losses.every(Number.isFinite) && gradients.every(allFinite);
  return isUsable ? rule(gradients, situation, name) : new Float64Array(columns).fill(Number.NaN);
}

function allFinite(gradient: GradientRow): boolean {
  for (const value of gradient) if (!Number.isFinite(value)) return false;
  return true;
}
