import type { HostTensor, NamedHostTensors, ParameterInfo } from '@tomoni/spec';
import type { Reread } from '../weights/shared-weights.js';

/** The tensors of a checkpoint, told apart. */
export interface Checkpoint {
  /** The encoder's parameters, in their order. */
  readonly weights: NamedHostTensors;
  /** The rest. */
  readonly extras: NamedHostTensors;
  /** Ways to weights that can be had once more, so that they need not be held. */
  readonly reread?: ReadonlyMap<string, Reread>;
}

/** Tells the encoder's parameters apart from the rest; every parameter is there. */
export function checkpointOf(parameters: readonly ParameterInfo[], tensors: NamedHostTensors): Checkpoint {
  const weights = new Map(parameters.map(({ name }) => [name, tensors.get(name) as HostTensor]));
  const extras = new Map([...tensors].filter(([name]) => !weights.has(name)));
  return { weights, extras };
}
