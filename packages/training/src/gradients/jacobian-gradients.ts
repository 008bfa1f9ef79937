import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { JacobianAggregation, Step } from '@tomoni/spec';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import type { Tape } from '../tape/tape.js';
import { addGradients, disposeGradients } from './gradient-list.js';
import { blocksOf, variablesOf } from './parameter-groups.js';
import { type RecordedLosses, withSeeds } from './recorded-losses.js';
import type { TaskGradients } from './task-gradients.js';

/** The aggregate of the tasks' gradients, block by block; there are no weights to tell. The tape stays. */
export function jacobianGradients(
  { tape, losses }: RecordedLosses,
  weighting: JacobianAggregation,
  step: Step,
  parameters: readonly TrainedParameter[],
  penalty: Scalar | undefined,
): TaskGradients {
  const variables = variablesOf(parameters);
  const gradients = new Array<Tensor | null>(parameters.length).fill(null);
  const rows: (Tensor | null)[][] = [];
  try {
    for (const loss of losses) rows.push(gradientsOf(tape, loss, variables));
    for (const { name, members } of blocksOf(parameters, weighting.scope ?? 'layer')) {
      const reached = members.filter((index) => rows.some((row) => row[index] !== null));
      if (reached.length === 0) continue;
      const parts = aggregateBlock(
        rows.map((row) => reached.map((index) => row[index] ?? null)),
        reached.map((index) => (variables[index] as Tensor).shape),
        (block) => weighting.aggregate(block, step, name),
      );
      for (const [i, index] of reached.entries()) gradients[index] = parts[i] as Tensor;
    }
    for (const [i, extra] of gradientsOf(tape, penalty, variables).entries())
      gradients[i] = addGradients(gradients[i] ?? null, extra);
  } catch (error) {
    disposeGradients(gradients);
    throw error;
  } finally {
    for (const row of rows) disposeGradients(row);
  }
  return {
    gradients,
    weights: Float64Array.from(losses, (loss) => (loss === undefined ? 0 : Number.NaN)),
  };
}

/** The gradient of one scalar; `null` everywhere where there is none. */
function gradientsOf(
  tape: Tape,
  output: Scalar | undefined,
  variables: readonly Tensor[],
): (Tensor | null)[] {
  if (output === undefined) return variables.map(() => null);
  return withSeeds([output], Float64Array.of(1), undefined, (seeds) => tape.vjp(seeds, variables));
}

/** One update for the parameters of a block, given their gradients: a row per task, a column per parameter. */
function aggregateBlock(
  rows: readonly (readonly (Tensor | null)[])[],
  shapes: readonly number[][],
  aggregate: (block: Tensor2D) => Tensor1D,
): Tensor[] {
  return tf.tidy(() => {
    const sizes = shapes.map((shape) => tf.util.sizeFromShape(shape));
    const flat = rows.map((row) =>
      tf.concat(sizes.map((size, i) => row[i]?.reshape([size]) ?? tf.zeros([size]))),
    );
    const parts = tf.split(aggregate(tf.stack(flat) as Tensor2D), sizes);
    return parts.map((part, i) => part.reshape(shapes[i] as number[]));
  });
}
