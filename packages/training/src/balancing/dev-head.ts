import type { Tensor } from '@tensorflow/tfjs';
import { type NamedHostTensors, type Rng, TomoniError } from '@tomoni/spec';
import { headOwner } from '../data/fitted-task.js';
import { buildHead } from '../network/build-network.js';
import { createNetwork, type Network } from '../network/network.js';
import { assignVariables, readVariables } from '../network/variables.js';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import type { Plan } from '../plan/plan.js';
import { joinTensors, tensorsOf } from './tensor-lists.js';

/** A second head of the main task, fitted to validation batches alone. */
export interface DevHead {
  /** The network with this head in the place of the main one. */
  readonly network: Network;
  readonly parameters: readonly TrainedParameter[];
  /** One step of the plan's optimizer. */
  fit(gradients: readonly (Tensor | null)[], factor: number): void;
  tensors(): Promise<NamedHostTensors>;
  restore(tensors: NamedHostTensors): void;
  dispose(): void;
}

/** Builds the head beside those of a network; equal seeds give equal values. */
export function createDevHead(plan: Plan, network: Network, rng: Rng): DevHead {
  const main = network.tasks.find(({ plan: { name } }) => name === plan.main);
  if (main === undefined)
    throw new TomoniError({ code: 'invalid-argument', what: `The network has no task '${plan.main}'.` });
  const owner = headOwner(main.plan);
  const module = buildHead(plan.encoder, network, main, rng);
  const modules = new Map(
    network.tasks.map((task) => [headOwner(task.plan), network.head(task.plan.name)] as const),
  );
  const own = createNetwork(
    plan,
    network.tasks,
    network.encoder,
    network.sharing,
    new Map([...modules, [owner, module]]),
  );
  const variables = new Set(Object.values(module.variables));
  const parameters = own.parameters.filter(({ variable }) => variables.has(variable));
  const optimizer = plan.optimizer.create(parameters);
  return {
    network: own,
    parameters,
    fit: (gradients, factor) => optimizer.apply(gradients, factor),
    tensors: async () =>
      joinTensors({ head: await readVariables(parameters), optimizer: await optimizer.state() }),
    restore: (tensors) => {
      assignVariables(parameters, tensorsOf(tensors, 'head'), 'The checkpoint');
      optimizer.restore(tensorsOf(tensors, 'optimizer'));
    },
    dispose: () => {
      optimizer.dispose();
      module.dispose();
    },
  };
}
