import type { LossWeighting, WeightingContext } from '@tomoni/spec';
import { forgetful } from '../contract/memory.js';
import { numbersByTask, type Preference, preferenceAmong } from '../contract/preference.js';
import { pick, weighLosses } from '../contract/situation.js';

/** Options of scalarizations that lead losses from an ideal point along a preference. */
export interface ScalarizationOptions<Names extends string> {
  /** How much each task counts, or the direction that the losses are to have. Default: all the same. */
  readonly preference?: Preference<Names>;
  /** The best loss that can be hoped for, by task. Default 0. */
  readonly ideal?: Readonly<Record<Names, number>>;
}

/**
 * A weighting by the losses above an ideal point and a preference, without memory.
 *
 * @param rule gives weights for the preference among the present tasks, of sum 1 or 0, and their losses above the ideal
 * @throws TomoniError `invalid-argument` where preference or ideal do not fit the tasks
 */
export function scalarization(
  name: string,
  context: WeightingContext,
  { preference, ideal }: ScalarizationOptions<string>,
  rule: (preference: Float64Array, above: Float64Array) => Float64Array,
): LossWeighting {
  const among = preferenceAmong(context, preference);
  const best =
    ideal === undefined ? new Float64Array(context.tasks.length) : numbersByTask(context, 'ideal', ideal);
  return {
    needs: 'losses',
    weigh: weighLosses(({ tasks, losses }) => {
      const begin = pick(best, tasks);
      return rule(
        among(tasks),
        losses.map((loss, i) => loss - (begin[i] as number)),
      );
    }),
    ...forgetful(name),
  };
}
