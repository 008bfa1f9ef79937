import {
  type AnyHeadModule,
  type EncoderInstance,
  type HeadContext,
  type ParameterSelection,
  type Rng,
  type SharingModule,
  TomoniError,
} from '@tomoni/spec';
import { type FittedTask, headOwner } from '../data/fitted-task.js';
import type { AnyEncoder, Plan } from '../plan/plan.js';
import { sharingPlan } from '../plan/sharing-plan.js';
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
    const reads = tasks.map(({ plan: { name, layer }, head }) => ({ task: name, layer, reads: head.reads }));
    const shared = { ...sharingPlan(plan), encoder: encoder.config, tasks: reads };
    const copied = plan.sharing.layout?.(shared).copied;
    const instance = own(
      encoder.instantiate({
        trainable: copied === undefined ? plan.trainable : without(plan.trainable, copied),
        frozenDropout: plan.frozenDropout,
        ...(plan.cache === undefined ? {} : { cache: plan.cache }),
        ...(plan.memory === undefined ? {} : { memory: plan.memory }),
      }),
    );
    const sharing = own(
      plan.sharing.build({
        ...shared,
        parameters: instance.parameters.map((parameter) => ({
          ...parameter,
          trainable: plan.trainable.includes(parameter),
        })),
        rng: rng.fork('sharing'),
      }),
    );
    route(plan, instance, sharing);
    const modules = new Map<string, AnyHeadModule>();
    for (const { plan: task, head } of tasks) {
      const owner = headOwner(task);
      const width = sharing.width(task.name);
      requireSameWidth(task.name, width, owner, sharing.width(owner));
      if (modules.has(owner)) continue;
      modules.set(
        owner,
        own(
          buildHead(encoder, { encoder: instance, sharing }, { plan: task, head }, rng.fork('head', owner)),
        ),
      );
    }
    return createNetwork(plan, tasks, instance, sharing, modules);
  } catch (error) {
    for (const part of made) part.dispose();
    throw error;
  }
}

/** Makes the variables of a task's head, or of that which it shares. */
export function buildHead(
  encoder: AnyEncoder,
  { encoder: instance, sharing }: Pick<Network, 'encoder' | 'sharing'>,
  { plan, head }: FittedTask,
  rng: Rng,
): AnyHeadModule {
  const owner = headOwner(plan);
  return head.build(headContext(encoder, instance, owner, sharing.width(owner), rng));
}

/** All that a selection includes but for some parameters. */
function without(selection: ParameterSelection, names: ReadonlySet<string>): ParameterSelection {
  return {
    ...selection,
    includes: (parameter) => !names.has(parameter.name) && selection.includes(parameter),
  };
}

function route(
  { encoder, sharing: { kind } }: Plan,
  instance: EncoderInstance,
  sharing: SharingModule,
): void {
  if (sharing.routing === undefined) return;
  if (instance.route === undefined || instance.forwardRoutes === undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The layers of the encoder '${encoder.config.name}' cannot differ by task, as the sharing '${kind}' wants them to.`,
      remedy: 'Share it in another way.',
    });
  instance.route(sharing.routing);
}

function headContext(
  { config: { kind, layerNormEpsilon }, tokenizer, extras }: AnyEncoder,
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
    family: kind,
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
