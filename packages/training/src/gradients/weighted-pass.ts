import type { Pass } from '../run/over-window.js';
import type { BalancingContext } from './balancing.js';
import { addTo } from './gradient-list.js';
import { chosen, variablesOf } from './parameter-groups.js';
import { withSeeds } from './recorded-losses.js';

/** Parameters, and the weights of the losses whose gradient they get. */
export interface WeighedParameters {
  /** Indices of the parameters. */
  readonly members: readonly number[];
  /** One per task. */
  readonly weights: Float64Array;
}

/**
 * Adds the gradients of weighted losses to those of an update.
 *
 * @param parts asked for once the passes before are done
 * @param last whether no other pass follows, so that tapes are freed on the way. Default `true`
 */
export function weightedPass(
  { parameters, gradients }: Pick<BalancingContext, 'parameters' | 'gradients'>,
  parts: () => readonly WeighedParameters[],
  { last = true }: { readonly last?: boolean } = {},
): Pass {
  return {
    visit: (recorded) => {
      const { tape } = recorded;
      const reaching = parts().filter(({ members }) => members.length > 0);
      for (const [i, { members, weights }] of reaching.entries()) {
        const variables = variablesOf(chosen(parameters, members));
        const found = withSeeds(recorded, weights, (seeds) =>
          last && i === reaching.length - 1 ? tape.backward(seeds, variables) : tape.vjp(seeds, variables),
        );
        for (const [j, index] of members.entries()) addTo(gradients, index, found[j] ?? null);
      }
    },
  };
}

/** Every task's own loss: what parameters get that tasks do not share. */
export function ownWeights({ part: { own }, step }: BalancingContext): WeighedParameters {
  return { members: own, weights: new Float64Array(step.present.length).fill(1) };
}
