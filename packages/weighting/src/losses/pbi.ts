import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { checkOption } from '../contract/options.js';
import { describePreference } from '../contract/preference.js';
import { dot } from '../linear-algebra/square-matrix.js';
import { type ScalarizationOptions, scalarization } from './scalarization.js';

/** Options of {@link pbi}. */
export interface PbiOptions<Names extends string> extends ScalarizationOptions<Names> {
  /** Price of the distance from the preferred ray, which begins at the ideal. Default 5, as in MOEA/D. */
  readonly theta?: number;
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
export function pbi<const Names extends string = never>(
  given: PbiOptions<Names> = {},
): WeightingMethod<Names> {
  requireKnownOptions('pbi()', given, ['theta', 'preference', 'ideal']);
  const { theta = 5, ...options } = given;
  checkOption('theta', theta, { from: 0 });
  return {
    name: 'pbi',
    description: `length along the preferred ray and ${theta} times the distance from it${describePreference(options.preference)}`,
    create: (context) =>
      scalarization('pbi', context, options, (p, above) => {
        const length = Math.hypot(...p);
        if (length === 0) return p;
        const ray = p.map((value) => value / length);
        const along = dot(above, ray);
        const aside = above.map((value, i) => value - along * (ray[i] as number));
        const distance = Math.hypot(...aside);
        if (distance <= ON_THE_RAY * Math.hypot(...above)) return ray;
        return ray.map((value, i) => value + (theta * (aside[i] as number)) / distance);
      }),
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
