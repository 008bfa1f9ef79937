import type { Tensor } from '@tensorflow/tfjs';
import type { TrainedParameter } from '../optimizers/optimizer.js';

/** What the parameters stand for on the tape. */
export function variablesOf(parameters: readonly TrainedParameter[]): Tensor[] {
  return parameters.map(({ variable }) => variable);
}

/** Parameters that a weighting balances together. */
export interface ParameterBlock {
  /** Such as `layer 3`; absent where the block is all that is shared. */
  readonly name?: string;
  /** Indices of its parameters. */
  readonly members: readonly number[];
}

/** All parameters as one block, or layer by layer; what lies outside the encoder is then a block of its own. */
export function blocksOf(parameters: readonly TrainedParameter[], scope: 'all' | 'layer'): ParameterBlock[] {
  if (scope === 'all') return [{ members: parameters.map((_, index) => index) }];
  const blocks = new Map<string, number[]>();
  for (const [index, { group, layer }] of parameters.entries()) {
    const name = group === 'encoder' ? `layer ${layer}` : group;
    blocks.set(name, [...(blocks.get(name) ?? []), index]);
  }
  return [...blocks].map(([name, members]) => ({ name, members }));
}
