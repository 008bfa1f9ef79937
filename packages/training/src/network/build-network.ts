import {
  type AnyHeadModule,
  type EncoderInstance,
  type HeadContext,
  type Rng,
  TomoniError,
} from '@tomoni/spec';
import { type FittedTask, headOwner } from '../data/fitted-task.js';
import type { AnyEncoder, Plan } from '../plan/plan.js';
import { createNetwork, type Network } from './network.js';

/** What a network is built of. */
export interface NetworkParts {
  readonly plan: Plan;
  readonly tasks: readonly FittedTask[];
  /** The encoder with the weights to start from. Default: the plan's. */
  readonly encoder?: AnyEncoder;
  /** For initial values. */
  readonly rng: Rng;
}

/** Makes the variables of encoder, sharing and heads. Equal seeds give equal values. */
export function buildNetwork({ plan, tasks, encoder = plan.encoder, rng }: NetworkParts): Network {
  const made: { dispose(): void }[] = [];
  const own = <T extends { dispose(): void }>(part: T): T => {
    made.push(part);
    return part;
  };
  try {
    const instance = own(
      encoder.instantiate({
        trainable: plan.trainable,
        frozenDropout: plan.frozenDropout,
        ...(plan.cache === undefined ? {} : { cache: plan.cache }),
        ...(plan.memory === undefined ? {} : { memory: plan.memory }),
      }),
    );
    const sharing = own(
      plan.sharing.build({
        encoder: encoder.config,
        tasks: tasks.map(({ plan: { name, layer }, head }) => ({ task: name, layer, reads: head.reads })),
        rng: rng.fork('sharing'),
      }),
    );
    const modules = new Map<string, AnyHeadModule>();
    for (const { plan: task, head } of tasks) {
      const owner = headOwner(task);
      const width = sharing.width(task.name);
      requireSameWidth(task.name, width, owner, sharing.width(owner));
      if (modules.has(owner)) continue;
      modules.set(
        owner,
        own(head.build(headContext(encoder, instance, owner, width, rng.fork('head', owner)))),
      );
    }
    return createNetwork(plan, tasks, instance, sharing, modules);
  } catch (error) {
    for (const part of made) part.dispose();
    throw error;
  }
}

function headContext(
  { config: { layerNormEpsilon }, tokenizer, extras }: AnyEncoder,
  { tokenEmbeddings }: EncoderInstance,
  task: string,
  width: number,
  rng: Rng,
): HeadContext {
  return {
    task,
    width,
    rng,
    ...(layerNormEpsilon === undefined ? {} : { layerNormEpsilon }),
    ...(tokenizer === undefined ? {} : { vocabulary: tokenizer.vocabulary }),
    ...(tokenEmbeddings === undefined ? {} : { tokenEmbeddings }),
    pretrained: extras,
  };
}

function requireSameWidth(task: string, width: number, owner: string, expected: number): void {
  if (width === expected) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The task reads features of width ${width}, but the head of '${owner}', which it shares, reads width ${expected}.`,
    where: { task },
    remedy: 'Let it read a layer of the same width, or give it a head of its own.',
  });
}
