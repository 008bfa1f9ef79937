import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import {
  type Gramian,
  type HostTensor,
  type Json,
  type LossWeighting,
  type NamedHostTensors,
  type Step,
  TomoniError,
  type Weighting,
  type WeightingMethod,
} from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { combinedExtra } from './combined-extra.js';

/**
 * A weighting of losses, and a second one that works on the losses weighted by the first: the paper's IMTL is
 * `chain(imtlL(), imtlG())`. The first's weights multiply losses, rows of the gradients, and rows and columns of their
 * inner products; the weights that come out are the products of both.
 *
 * @throws TomoniError `invalid-argument`, when training starts, where the first needs gradients, the second tries its
 *   weights on validation rows, an update of one contains validation gradients, or both need more than their statistic
 *
 * @example
 * ```ts
 * import { cagrad, chain, uncertainty } from '@tomoni/weighting';
 *
 * console.log(chain(uncertainty(), cagrad()).description);
 * ```
 */
export function chain<A extends string, B extends string>(
  losses: WeightingMethod<A>,
  then: WeightingMethod<B>,
): WeightingMethod<A | B> {
  const name = `${losses.name} ${then.name}`;
  return {
    name,
    description: `${losses.description}; then ${then.description}`,
    create: (context) => {
      const first = losses.create(context);
      const second = then.create(context);
      if (first.needs !== 'losses')
        throw new TomoniError({
          code: 'invalid-argument',
          what: `The weighting '${losses.name}' stands first in a chain and needs gradients.`,
          remedy: `Put a weighting of losses first, such as uncertainty().`,
        });
      for (const part of [first, second])
        if (part.needs === 'losses' && part.weighValidation !== undefined)
          throw new TomoniError({
            code: 'invalid-argument',
            what: `An update of the weighting '${(part === first ? losses : then).name}' contains validation gradients, which a chain does not weigh.`,
            remedy: 'Use it as it is.',
          });
      if (second.validation?.trial !== undefined)
        throw new TomoniError({
          code: 'invalid-argument',
          what: `The weighting '${then.name}' tries its weights on validation rows, and stands second in a chain.`,
          remedy: 'Put it first.',
        });
      return chained(name, first, second);
    },
  };
}

function chained(name: string, first: LossWeighting, second: Weighting): Weighting {
  let scales: Float64Array = new Float64Array();
  let weighedStep: Step | undefined;
  /** The first's weights of the step: found once, though the second may be asked layer by layer. */
  const scalesOf = (step: Step) => {
    if (weighedStep !== step) scales = first.weigh(step.losses, step);
    weighedStep = step;
    return scales;
  };
  const scaledStep = (step: Step, by: Float64Array): Step => ({ ...step, losses: scaled(step.losses, by) });
  const validation = first.validation ?? second.validation;
  const rest = {
    ...combinedExtra(name, first, second),
    ...(validation === undefined ? {} : { validation }),
    afterUpdate: (losses: Float64Array, step: Step) => {
      first.afterUpdate?.(losses, step);
      second.afterUpdate?.(scaled(losses, scales), scaledStep(step, scales));
    },
    state: () => ({ first: first.state(), second: second.state() }),
    tensors: (): NamedHostTensors =>
      new Map([
        ...renamed(first.tensors?.(), (tensor) => `first ${tensor}`),
        ...renamed(second.tensors?.(), (tensor) => `second ${tensor}`),
      ]),
    restoreTensors: (tensors: NamedHostTensors) => {
      first.restoreTensors?.(ofPart(tensors, 'first '));
      second.restoreTensors?.(ofPart(tensors, 'second '));
    },
    dispose: () => {
      first.dispose?.();
      second.dispose?.();
    },
    restore: (state: Json) => {
      const { first: one, second: other } = (state ?? {}) as {
        readonly first?: Json;
        readonly second?: Json;
      };
      first.restore(one ?? null);
      second.restore(other ?? null);
    },
  };
  switch (second.needs) {
    case 'losses':
      return {
        needs: 'losses',
        readsLosses: first.readsLosses !== false || second.readsLosses !== false,
        weigh: (losses, step) => {
          const by = scalesOf(step);
          return scaled(second.weigh(scaled(losses, by), scaledStep(step, by)), by);
        },
        ...rest,
      };
    case 'gramian':
      return {
        needs: 'gramian',
        scope: second.scope,
        at: second.at ?? 'parameters',
        weigh: (gramian, step) => {
          const by = scalesOf(step);
          return scaled(second.weigh(scaledGramian(gramian, by), scaledStep(step, by)), by);
        },
        ...rest,
      };
    case 'jacobian':
      return {
        needs: 'jacobian',
        scope: second.scope ?? 'layer',
        at: second.at ?? 'parameters',
        aggregate: (block, step, blockName) => {
          const by = scalesOf(step);
          return tf.tidy(() => {
            const rows = tf.tensor2d(Float32Array.from(by), [by.length, 1]);
            return second.aggregate(
              tf.mul<Tensor2D>(block, rows),
              scaledStep(step, by),
              blockName,
            ) as Tensor1D;
          });
        },
        ...rest,
      };
  }
}

function renamed(tensors: NamedHostTensors | undefined, rename: (name: string) => string): NamedHostTensors {
  const result = new Map<string, HostTensor>();
  for (const [name, tensor] of tensors ?? new Map<string, HostTensor>()) result.set(rename(name), tensor);
  return result;
}

function ofPart(tensors: NamedHostTensors, start: string): NamedHostTensors {
  const own = new Map([...tensors].filter(([name]) => name.startsWith(start)));
  return renamed(own, (name) => name.slice(start.length));
}

function scaled(values: Float64Array, by: Float64Array): Float64Array {
  return values.map((value, i) => value * (by[i] as number));
}

function scaledGramian({ size, values, ...block }: Gramian, by: Float64Array): Gramian {
  const product = values.map(
    (value, i) => value * (by[Math.floor(i / size)] as number) * (by[i % size] as number),
  );
  return { size, values: product, ...block };
}

/** Facts about {@link chain}. */
export const chainFacts: WeightingFacts = {
  name: 'chain',
  title: 'A loss weighting, then any method',
  needs: 'inner',
  cost: 'that of both methods',
  properties: [],
  reference: { text: 'as IMTL in Liu et al. 2021', url: 'https://openreview.net/forum?id=IMPnRXEWpvr' },
  use: 'losses of different units before a gradient method that depends on their size',
};
