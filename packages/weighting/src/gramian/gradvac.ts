import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { type Memory, rememberByBlock } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { weighGramian } from '../contract/situation.js';
import { constant, entry, multiply, quadraticForm } from '../linear-algebra/square-matrix.js';

/** Options of {@link gradvac}. */
export interface GradvacOptions extends PlaceOptions {
  /** How fast the expected cosines follow the seen ones, from 0 to 1. Default 0.5; the paper uses 0.01. */
  readonly beta?: number;
}

/** Running means of the cosines between the tasks' gradients: `T × T`, row-major. */
interface ExpectedCosines extends Memory {
  readonly cosines: readonly number[];
}

/** `√(1 − φ̂²)` below this counts as this: a gradient that must point exactly along another would have to be infinite. */
const LEAST_SINE = 1e-4;

/**
 * GradVac, gradient vaccine: as PCGrad, but each gradient is turned until its cosine with another is at least what it
 * was on average before, `φ̂ ← (1−β) φ̂ + β φ`, instead of at least 0 (Wang et al. 2021). The first step is PCGrad's.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { gradvac } from '@tomoni/weighting';
 *
 * console.log(gradvac({ beta: 0.01, scope: 'layer' }).description);
 * ```
 */
export function gradvac(given: GradvacOptions = {}): WeightingMethod {
  requireKnownOptions('gradvac()', given, ['beta', 'at', 'scope']);
  const { beta = 0.5, ...options } = given;
  checkOption('beta', beta, { from: 0, to: 1 });
  const place = placeOf(options);
  return {
    name: 'gradvac',
    description: `gradients are turned to the cosines they used to have, β ${beta}${describePlace(options)}`,
    create: ({ tasks: all }) => {
      const count = all.length;
      const memory = rememberByBlock<ExpectedCosines>('gradvac', {
        cosines: new Array<number>(count * count).fill(0),
      });
      const { state, restore } = memory;
      return {
        needs: 'gramian',
        ...place,
        weigh: weighGramian((gramian, { tasks, step }, block) => {
          const expected = [...memory.recall(block).cosines];
          const weights = constant(gramian.size, 0);
          for (const [i, task] of tasks.entries()) {
            const others = tasks.map((_, j) => j).filter((j) => j !== i);
            const own = constant(gramian.size, 0);
            own[i] = 1;
            for (const k of step.rng.fork('gradvac', task).permutation(others.length)) {
              const j = others[k] as number;
              const norm = Math.sqrt(Math.max(quadraticForm(gramian, own), 0));
              const other = Math.sqrt(entry(gramian, j, j));
              if (norm === 0 || other === 0) continue;
              const cosine = (multiply(gramian, own)[j] as number) / norm / other;
              const place = task * count + (tasks[j] as number);
              const goal = expected[place] as number;
              if (cosine < goal) {
                const sine = Math.max(sineOf(goal), LEAST_SINE);
                own[j] = (own[j] as number) + (norm / other) * ((goal * sineOf(cosine)) / sine - cosine);
              }
              expected[place] = (1 - beta) * goal + beta * cosine;
            }
            for (let j = 0; j < gramian.size; j++) weights[j] = (weights[j] as number) + (own[j] as number);
          }
          memory.keep(block, { cosines: expected });
          return weights;
        }),
        state,
        restore,
      };
    },
  };
}

function sineOf(cosine: number): number {
  return Math.sqrt(Math.max(1 - cosine * cosine, 0));
}

/** Facts about {@link gradvac}. */
export const gradvacFacts: WeightingFacts = {
  name: 'gradvac',
  title: 'GradVac',
  needs: 'gramian',
  cost: 'a backward pass per task',
  properties: [],
  reference: { text: 'Wang et al. 2021', url: 'https://arxiv.org/abs/2010.05874' },
  use: 'related tasks, such as languages, whose gradients usually agree; layer by layer as in the paper',
};
