import type { WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { forgetful } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import {
  describePreference,
  numbersByTask,
  type Preference,
  preferenceAmong,
} from '../contract/preference.js';
import { pick, weighLosses } from '../contract/situation.js';
import { dot } from '../linear-algebra/square-matrix.js';

/** Options of {@link pbi}. */
export interface PbiOptions<Names extends string> {
  /** Price of the distance from the preferred ray. Default 5, as in MOEA/D. */
  readonly theta?: number;
  /** The direction that the losses are to have. Default: all the same. */
  readonly preference?: Preference<Names>;
  /** The best loss that can be hoped for, by task: where the ray begins. Default 0. */
  readonly ideal?: Readonly<Record<Names, number>>;
}

/** Share of the losses' length below which their distance from the ray is rounding. */
const ON_THE_RAY = 1e-12;

/**
 * Penalty-based boundary intersection: descends `d₁ + θ d₂`, the length of the losses along the preferred ray and their
 * distance from it (Zhang and Li 2007, MOEA/D). Weights can be negative where a loss is far below its share.
 *
 * @throws TomoniError `invalid-argument` where θ is negative and, when training starts, where preference or ideal do
 *   not fit the tasks
 *
 * @example
 * ```ts
 * import { pbi } from '@tomoni/weighting';
 *
 * console.log(pbi({ theta: 5, preference: { interest: 1, appeal: 2 } }).description);
 * ```
 */
export function pbi<const Names extends string = never>({
  theta = 5,
  preference,
  ideal,
}: PbiOptions<Names> = {}): WeightingMethod<Names> {
  checkOption('theta', theta, { from: 0 });
  return {
    name: 'pbi',
    description: `length along the preferred ray and ${theta} times the distance from it${describePreference(preference)}`,
    create: (context) => {
      const among = preferenceAmong(context, preference);
      const best =
        ideal === undefined ? new Float64Array(context.tasks.length) : numbersByTask(context, 'ideal', ideal);
      return {
        needs: 'losses',
        weigh: weighLosses(({ tasks, losses }) => {
          const p = among(tasks);
          const length = Math.hypot(...p);
          if (length === 0) return p;
          const ray = p.map((value) => value / length);
          const begin = pick(best, tasks);
          const shifted = losses.map((loss, i) => loss - (begin[i] as number));
          const along = dot(shifted, ray);
          const aside = shifted.map((value, i) => value - along * (ray[i] as number));
          const distance = Math.hypot(...aside);
          if (distance <= ON_THE_RAY * Math.hypot(...shifted)) return ray;
          return ray.map((value, i) => value + (theta * (aside[i] as number)) / distance);
        }),
        ...forgetful('pbi'),
      };
    },
  };
}

/** Facts about {@link pbi}. */
export const pbiFacts: WeightingFacts = {
  name: 'pbi',
  title: 'PBI',
  needs: 'losses',
  cost: 'none',
  properties: ['permutation-invariant'],
  reference: { text: 'Zhang and Li 2007', url: 'https://doi.org/10.1109/TEVC.2007.892759' },
  use: 'losses should keep a given proportion, more strictly than with cosmos',
};
