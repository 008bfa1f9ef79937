import type { Tensor } from '@tensorflow/tfjs';
import type { TrainedParameter } from '../optimizers/optimizer.js';

/** What the parameters stand for on the tape. */
export function variablesOf(parameters: readonly TrainedParameter[]): Tensor[] {
  return parameters.map(({ variable }) => variable);
}

/** Indices of the parameters, layer by layer; what lies outside the encoder is a group of its own. */
export function byLayer(parameters: readonly TrainedParameter[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, { group, layer }] of parameters.entries()) {
    const key = group === 'encoder' ? `layer ${layer}` : group;
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  return [...groups.values()];
}
