import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { each, type Memory, remember } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import { replaced, type Situation, weighLosses } from '../contract/situation.js';
import { softmax } from '../linear-algebra/simplex.js';

/** Options of {@link dwa}. */
export interface DwaOptions {
  /** Temperature: the greater, the more even are the weights. Default 2, as in the paper. */
  readonly temperature?: number;
}

/** Losses of the epoch that runs, and means of the two before it. */
interface Epochs extends Memory {
  readonly epoch: number;
  readonly sums: readonly number[];
  readonly counts: readonly number[];
  readonly last: readonly (number | null)[];
  readonly older: readonly (number | null)[];
}

/**
 * Dynamic weight average, DWA: tasks whose loss falls slowly weigh more, `w = K · softmax(r / T)` with
 * `rᵢ = Lᵢ(t−1) / Lᵢ(t−2)`, the ratio of the mean losses of the two epochs before (Liu, Johns and Davison 2019). A task
 * without two such epochs has `r = 1`; before, all weigh 1.
 *
 * @throws TomoniError `invalid-argument` where the temperature is not positive
 *
 * @example
 * ```ts
 * import { dwa } from '@tomoni/weighting';
 *
 * console.log(dwa({ temperature: 2 }).description);
 * ```
 */
export function dwa(options: DwaOptions = {}): WeightingMethod {
  requireKnownOptions('dwa()', options, ['temperature']);
  const { temperature = 2 } = options;
  checkOption('temperature', temperature, { above: 0 });
  return {
    name: 'dwa',
    description: `by how slowly losses fall from epoch to epoch, temperature ${temperature}`,
    create: (context) => {
      const memory = remember<Epochs>('dwa', {
        epoch: 0,
        sums: each(context, 0),
        counts: each(context, 0),
        last: each(context, null),
        older: each(context, null),
      });
      const { state, restore } = memory;
      return {
        needs: 'losses',
        weigh: weighLosses((situation) => {
          const epochs = inEpoch(memory.recall(), situation.step.epoch);
          memory.keep(withLosses(epochs, situation));
          const rates = situation.tasks.map((task) => descent(epochs, task) / temperature);
          return softmax(rates).map((share) => rates.length * share);
        }),
        state,
        restore,
      };
    },
  };
}

function inEpoch(epochs: Epochs, epoch: number): Epochs {
  if (epoch === epochs.epoch) return epochs;
  const { sums, counts, last, older } = epochs;
  const was = (task: number) => (counts[task] as number) > 0;
  return {
    epoch,
    sums: sums.map(() => 0),
    counts: counts.map(() => 0),
    last: sums.map((sum, task) =>
      was(task) ? sum / (counts[task] as number) : (last[task] as number | null),
    ),
    older: older.map((mean, task) => (was(task) ? (last[task] as number | null) : mean)),
  };
}

function withLosses(epochs: Epochs, { tasks, losses }: Situation): Epochs {
  const { sums, counts } = epochs;
  return {
    ...epochs,
    sums: replaced(sums, tasks, (i, task) => (sums[task] as number) + (losses[i] as number)),
    counts: replaced(counts, tasks, (_, task) => (counts[task] as number) + 1),
  };
}

function descent({ last, older }: Epochs, task: number): number {
  const [now, before] = [last[task], older[task]];
  return now === null || now === undefined || before === null || before === undefined || before === 0
    ? 1
    : now / before;
}

/** Facts about {@link dwa}. */
export const dwaFacts: WeightingFacts = {
  name: 'dwa',
  title: 'DWA',
  needs: 'losses',
  cost: 'none',
  properties: ['permutation-invariant', 'strongly stationary'],
  reference: { text: 'Liu, Johns and Davison 2019', url: 'https://arxiv.org/abs/1803.10704' },
  use: 'tasks learn at different speeds, over several epochs',
};
