import type { HostTensor, NamedHostTensors, ParameterInfo } from '@tomoni/spec';

/** The tensors of a checkpoint, told apart. */
export interface Checkpoint {
  /** The encoder's parameters, in their order. */
  readonly weights: NamedHostTensors;
  /** The rest. */
  readonly extras: NamedHostTensors;
}

/** Tells the encoder's parameters apart from the rest; every parameter is there. */
export function checkpointOf(parameters: readonly ParameterInfo[], tensors: NamedHostTensors): Checkpoint {
  const weights = new Map(parameters.map(({ name }) => [name, tensors.get(name) as HostTensor]));
  const extras = new Map([...tensors].filter(([name]) => !weights.has(name)));
  return { weights, extras };
}
