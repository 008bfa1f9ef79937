import type { WeightingMethod } from '@tomoni/spec';
import { TomoniError } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { forgetful } from '../contract/memory.js';
import { weighLosses } from '../contract/situation.js';

/** A loss below this counts as this: its logarithm has to stay finite. */
const LEAST = 1e-12;

/**
 * Geometric loss strategy, GLS: descends the geometric mean `(Π L)^{1/m}` of the losses, so a task weighs `GM / (m L)`
 * (Chennupati et al. 2019, "MultiNet++"). A loss below 1e-12 counts as 1e-12.
 *
 * @throws TomoniError `not-finite`, during training, where a loss is negative
 *
 * @example
 * ```ts
 * import { geometricMean } from '@tomoni/weighting';
 *
 * console.log(geometricMean().description);
 * ```
 */
export function geometricMean(): WeightingMethod {
  return {
    name: 'geometricMean',
    description: 'the geometric mean of the losses',
    create: (context) => ({
      needs: 'losses',
      weigh: weighLosses(({ tasks, losses }) => {
        const negative = losses.findIndex((loss) => loss < 0);
        if (negative >= 0)
          throw new TomoniError({
            code: 'not-finite',
            what: `The geometric mean of losses is not defined where one is ${losses[negative]}.`,
            where: { task: context.tasks[tasks[negative] as number] as string },
            remedy: 'Use another weighting for losses that can be negative.',
          });
        const logs = losses.map((loss) => Math.log(Math.max(loss, LEAST)));
        const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
        return logs.map((log) => Math.exp(mean - log) / logs.length);
      }),
      ...forgetful('geometricMean'),
    }),
  };
}

/** Facts about {@link geometricMean}. */
export const geometricMeanFacts: WeightingFacts = {
  name: 'geometricMean',
  title: 'GLS',
  needs: 'losses',
  cost: 'none',
  properties: ['permutation-invariant', 'strongly stationary'],
  reference: { text: 'Chennupati et al. 2019', url: 'https://arxiv.org/abs/1904.08492' },
  use: 'losses of different size, few tasks, no option to tune',
};
