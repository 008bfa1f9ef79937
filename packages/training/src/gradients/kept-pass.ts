import type { Pass } from '../run/over-window.js';
import type { Balancing, BalancingContext } from './balancing.js';
import { addTo } from './gradient-list.js';
import { type KeptGradients, keepGradients } from './kept-gradients.js';
import { chosen, variablesOf } from './parameter-groups.js';
import { type RecordedLosses, withSeeds } from './recorded-losses.js';
import { ownWeights, weightedPass } from './weighted-pass.js';

/**
 * One pass that keeps the gradients of what is shared, task by task, over all batches; what is a task's own gets its gradient
 * on the way.
 *
 * @param finish given the gradients, whose sources are the shared parameters, once they are complete
 */
export function keptPass(
  context: BalancingContext,
  finish: (kept: KeptGradients) => void | Promise<void>,
): Pick<Balancing, 'passes' | 'dispose'> {
  const { parameters, part, step } = context;
  const kept = keepGradients(step.present.length, variablesOf(chosen(parameters, part.shared)));
  const own = weightedPass(context, () => [ownWeights(context)]);
  const pass: Pass = {
    visit: async (recorded, batch) => {
      kept.add(recorded);
      addPenalty(recorded, context);
      await own.visit?.(recorded, batch);
    },
    finish: async () => {
      await finish(kept);
      kept.dispose();
    },
  };
  return { passes: [pass], dispose: kept.dispose };
}

/** Adds the gradient of the penalty with respect to what is shared. */
export function addPenalty(
  { tape, penalty }: RecordedLosses,
  { parameters, part, gradients }: BalancingContext,
): void {
  if (penalty === undefined) return;
  const found = withSeeds({ losses: [], penalty }, new Float64Array(), (seeds) =>
    tape.vjp(seeds, variablesOf(chosen(parameters, part.shared))),
  );
  for (const [place, gradient] of found.entries()) addTo(gradients, part.shared[place] as number, gradient);
}
