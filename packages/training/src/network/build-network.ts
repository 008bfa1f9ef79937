import type { AnyHeadModule, NamedHostTensors, ParameterSelection, Rng } from '@tomoni/spec';
import { type FittedTask, headOwner } from '../data/fitted-task.js';
import type { AnyEncoder, Plan } from '../plan/plan.js';
import { createNetwork, type Network } from './network.js';

/** What a network is built of. */
export interface NetworkParts {
  readonly plan: Plan;
  readonly tasks: readonly FittedTask[];
  /** The encoder with the weights to start from. Default: the plan's. */
  readonly encoder?: AnyEncoder;
  /** Which encoder parameters get variables. Default: the plan's. */
  readonly trainable?: ParameterSelection;
  /** For initial values. */
  readonly rng: Rng;
}

/** Makes the variables of encoder, sharing and heads. Equal seeds give equal values. */
export function buildNetwork({ plan, tasks, encoder = plan.encoder, trainable, rng }: NetworkParts): Network {
  const instance = encoder.instantiate({
    trainable: trainable ?? plan.trainable,
    frozenDropout: plan.frozenDropout,
  });
  const sharing = plan.sharing.build({
    encoder: encoder.config,
    tasks: tasks.map(({ plan: { name, layer }, head }) => ({ task: name, layer, reads: head.reads })),
    rng: rng.fork('sharing'),
  });
  const modules = new Map<string, AnyHeadModule>();
  for (const { plan: task, head } of tasks) {
    const owner = headOwner(task);
    if (modules.has(owner)) continue;
    modules.set(
      owner,
      head.build({
        task: owner,
        width: sharing.width(task.name),
        rng: rng.fork('head', owner),
        ...(encoder.config.layerNormEpsilon === undefined
          ? {}
          : { layerNormEpsilon: encoder.config.layerNormEpsilon }),
        ...(encoder.tokenizer === undefined ? {} : { vocabulary: encoder.tokenizer.vocabulary }),
        ...(instance.tokenEmbeddings === undefined ? {} : { tokenEmbeddings: instance.tokenEmbeddings }),
        pretrained: encoder.extras as NamedHostTensors,
      }),
    );
  }
  return createNetwork(plan, tasks, instance, sharing, modules);
}
