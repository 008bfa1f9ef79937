import { type GradientPlace, requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { type AggregationRule, aggregateGradients } from '../contract/jacobian-aggregation.js';
import { forgetful } from '../contract/memory.js';
import { checkChoice, checkOption } from '../contract/options.js';
import { describeAt } from '../contract/place.js';
import { numbersByTask } from '../contract/preference.js';

/** Options of {@link graddrop}. */
export interface GraddropOptions<Names extends string> {
  /** The share of each task's gradient that is never dropped, from 0 to 1. Default 0. */
  readonly leak?: Readonly<Record<Names, number>>;
  /** Whether gradients are taken at the shared parameters, layer by layer, or, as in the paper, at the states that the shared layers hand to the tasks. Default `parameters`. */
  readonly at?: GradientPlace;
}

/**
 * GradDrop, gradient sign dropout: at every parameter the gradients of one sign are kept and the others dropped, the
 * positive ones with the probability `½(1 + Σg/Σ|g|)` (Chen et al. 2020).
 *
 * @throws TomoniError `invalid-argument`, when training starts, where the leaks do not fit the tasks
 *
 * @example
 * ```ts
 * import { graddrop } from '@tomoni/weighting';
 *
 * console.log(graddrop().description);
 * console.log(graddrop({ leak: { interest: 1, appeal: 0 } }).description); // the main gradient is never dropped
 * ```
 */
export function graddrop<const Names extends string = never>(
  options: GraddropOptions<Names> = {},
): WeightingMethod<Names> {
  requireKnownOptions('graddrop()', options, ['leak', 'at']);
  const { leak, at = 'parameters' } = options;
  checkChoice('at', at, ['parameters', 'representation']);
  return {
    name: 'graddrop',
    description: `gradients of one sign are kept at each parameter${
      leak === undefined
        ? ''
        : `, leaking ${Object.entries(leak)
            .map(([task, value]) => `${task} ${value}`)
            .join(', ')}`
    }${describeAt(at)}`,
    create: (context) => {
      const leaks =
        leak === undefined ? new Float64Array(context.tasks.length) : numbersByTask(context, 'leak', leak);
      for (const value of leaks) checkOption('leak', value, { from: 0, to: 1 });
      return {
        needs: 'jacobian',
        at,
        aggregate: aggregateGradients(signDropout(leaks)),
        ...forgetful('graddrop'),
      };
    },
  };
}

/** The rule of {@link graddrop}: `leaks` has one entry per task. */
export function signDropout(leaks: ArrayLike<number>): AggregationRule {
  return (gradients, { tasks, step }, block) => {
    const columns = gradients[0]?.length ?? 0;
    const bits = step.rng.fork('graddrop', block).bits(new Uint32Array(columns));
    return Float64Array.from(bits, (drawn, k) => {
      let sum = 0;
      let magnitude = 0;
      for (const gradient of gradients) {
        sum += gradient[k] as number;
        magnitude += Math.abs(gradient[k] as number);
      }
      if (magnitude === 0) return 0;
      const isPositive = 0.5 * (1 + sum / magnitude) > drawn / 2 ** 32;
      let kept = 0;
      for (const [i, gradient] of gradients.entries()) {
        const value = gradient[k] as number;
        kept += value > 0 === isPositive ? value : (leaks[tasks[i] as number] as number) * value;
      }
      return kept;
    });
  };
}

/** Facts about {@link graddrop}. */
export const graddropFacts: WeightingFacts = {
  name: 'graddrop',
  title: 'GradDrop',
  needs: 'jacobian',
  cost: 'a backward pass per task; all their gradients in memory',
  properties: ['permutation-invariant'],
  reference: { text: 'Chen et al. 2020', url: 'https://arxiv.org/abs/2010.06808' },
  use: 'training is stuck where tasks cancel each other; its noise can leave such points',
};
