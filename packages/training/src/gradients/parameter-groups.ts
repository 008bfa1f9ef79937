import type { Tensor } from '@tensorflow/tfjs';
import type { TrainedParameter } from '../optimizers/optimizer.js';

/** What the parameters stand for on the tape. */
export function variablesOf(parameters: readonly TrainedParameter[]): Tensor[] {
  return parameters.map(({ variable }) => variable);
}

/** Some of a list, by their indices. */
export function chosen<T>(list: readonly T[], indices: readonly number[]): T[] {
  return indices.map((index) => list[index] as T);
}

/** Parameters that a weighting balances together. */
export interface ParameterBlock {
  /** Such as `layer 3`; absent where the block is all that is shared. */
  readonly name?: string;
  /** Indices of its parameters. */
  readonly members: readonly number[];
}

/**
 * Some of the parameters as one block, or layer by layer; what lies outside the encoder is then a block of its own.
 *
 * @param indices which of the parameters. Default: all
 */
export function blocksOf(
  parameters: readonly TrainedParameter[],
  scope: 'all' | 'layer',
  indices: readonly number[] = parameters.map((_, index) => index),
): ParameterBlock[] {
  if (scope === 'all') return [{ members: indices }];
  const blocks = new Map<string, number[]>();
  for (const index of indices) {
    const { group, layer } = parameters[index] as TrainedParameter;
    const name = group === 'encoder' ? `layer ${layer}` : group;
    blocks.set(name, [...(blocks.get(name) ?? []), index]);
  }
  return [...blocks].map(([name, members]) => ({ name, members }));
}
