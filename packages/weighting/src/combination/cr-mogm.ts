import {
  type GramianWeighting,
  type Json,
  type LossWeighting,
  requireKnownOptions,
  type Step,
  TomoniError,
  type WeightingMethod,
} from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { each, type Memory, rememberByBlock } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';

/** Options of {@link crMogm}. */
export interface CrMogmOptions {
  /** How much of the former weights is kept, from 0 to below 1. Default 0.9. */
  readonly alpha?: number;
}

interface Smoothed extends Memory {
  readonly weights: readonly (number | null)[];
}

/**
 * CR-MOGM: smooths the weights of another method over the steps, `λ ← αλ + (1−α)λ̂`, from its first weights on, without
 * which methods by inner products need not converge on batches (Zhou et al. 2022). An absent task's weight waits.
 *
 * @throws TomoniError `invalid-argument` where α is out of its range and, when training starts, where the method gives
 *   no weights
 *
 * @example
 * ```ts
 * import { crMogm, mgda } from '@tomoni/weighting';
 *
 * console.log(crMogm(mgda(), { alpha: 0.9 }).description);
 * ```
 */
export function crMogm<Names extends string>(
  method: WeightingMethod<Names>,
  options: CrMogmOptions = {},
): WeightingMethod<Names> {
  requireKnownOptions('crMogm()', options, ['alpha']);
  const { alpha = 0.9 } = options;
  checkOption('alpha', alpha, { from: 0, below: 1 });
  const name = `crMogm ${method.name}`;
  return {
    name,
    description: `${method.description}; weights smoothed, α ${alpha}`,
    create: (context) => {
      const inner = method.create(context);
      const memory = rememberByBlock<Smoothed>(name, { weights: each(context, null) });
      const smooth = (weights: Float64Array, { present }: Step, block = '') => {
        const former = memory.recall(block).weights;
        const next = weights.map((weight, task) => {
          const before = former[task] ?? weight;
          return present[task] === true ? alpha * before + (1 - alpha) * weight : 0;
        });
        if (next.every(Number.isFinite))
          memory.keep(block, {
            weights: former.map((before, task) => (present[task] === true ? (next[task] as number) : before)),
          });
        return next;
      };
      const saving = {
        state: () => ({ inner: inner.state(), smoothed: memory.state() }),
        restore: (state: Json) => {
          const { inner: one, smoothed } = (state ?? {}) as {
            readonly inner?: Json;
            readonly smoothed?: Json;
          };
          inner.restore(one ?? null);
          memory.restore(smoothed ?? null);
        },
      };
      switch (inner.needs) {
        case 'losses':
          return {
            ...inner,
            weigh: (losses, step) => smooth(inner.weigh(losses, step), step),
            ...saving,
          } satisfies LossWeighting;
        case 'gramian':
          return {
            ...inner,
            weigh: (gramian, step) => smooth(inner.weigh(gramian, step), step, gramian.block),
            ...saving,
          } satisfies GramianWeighting;
        case 'jacobian':
          throw new TomoniError({
            code: 'invalid-argument',
            what: `The weighting '${method.name}' gives an update and no weights, so they cannot be smoothed.`,
            remedy: 'Use it as it is.',
          });
      }
    },
  };
}

/** Facts about {@link crMogm}. */
export const crMogmFacts: WeightingFacts = {
  name: 'crMogm',
  title: 'CR-MOGM, around any method with weights',
  needs: 'inner',
  cost: 'that of the method within',
  properties: [],
  reference: { text: 'Zhou et al. 2022', url: 'https://openreview.net/forum?id=ScwfQ7hdwyP' },
  use: 'weights of a gradient method jump from batch to batch',
};
