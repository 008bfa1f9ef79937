import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import { variablesOf } from './parameter-groups.js';
import { type RecordedLosses, withSeeds } from './recorded-losses.js';

/** The gradient of `Σ wᵢ Lᵢ` with respect to every parameter; `penalty` counts once. Frees the tape. */
export function weightedGradients(
  { tape, losses }: RecordedLosses,
  weights: Float64Array,
  parameters: readonly TrainedParameter[],
  penalty?: Scalar,
): (Tensor | null)[] {
  return withSeeds(losses, weights, penalty, (seeds) => tape.backward(seeds, variablesOf(parameters)));
}
