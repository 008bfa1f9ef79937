import { type GradientPlace, TomoniError } from '@tomoni/spec';
import { checkChoice } from './options.js';
import { describeScope, type ScopeOptions, scopeOf } from './scope.js';

/** What the options of weightings by inner products of a step's own gradients have in common. */
export interface PlaceOptions extends ScopeOptions {
  /**
   * Whether gradients are taken at the shared parameters, or at the states that the shared layers hand to the tasks, which
   * costs one backward pass through the layers instead of one per task. Default `parameters`.
   */
  readonly at?: GradientPlace;
}

/** Which gradients a weighting works on. */
export interface Place {
  readonly scope: 'all' | 'layer';
  readonly at: GradientPlace;
}

/** The gradients of all shared parameters together. */
export const allParameters: Place = { scope: 'all', at: 'parameters' };

/**
 * The place with its defaults.
 *
 * @throws TomoniError `invalid-argument` where a choice is unknown, or layers are asked for at the representation
 */
export function placeOf({ at = 'parameters', ...options }: PlaceOptions): Place {
  const scope = scopeOf(options);
  checkChoice('at', at, ['parameters', 'representation']);
  if (at === 'representation' && scope === 'layer')
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'At the representation there are no layers to be balanced one by one.',
      remedy: "Leave out { scope: 'layer' }, or take gradients at the parameters.",
    });
  return { scope, at };
}

/** The end of a description that tells the place, where it is not the default. */
export function describePlace({ at, ...options }: PlaceOptions): string {
  return `${describeScope(options)}${describeAt(at)}`;
}

/** The end of a description that tells where gradients are taken, where that is not the default. */
export function describeAt(at: GradientPlace | undefined): string {
  return at === 'representation' ? ', at the representation' : '';
}
