import { type GradientBlock, type GradientRecord, TomoniError } from '@tomoni/spec';
import type { TransferEstimate, TransferMatrix } from '../ranking/transfer-estimate.js';
import { meanMatrix } from './mean-matrix.js';

/** Cosines between tasks' gradients in one part of what the tasks share. */
export interface BlockCosines {
  /** `layer 0` … for the encoder's layers, or the name of another part. */
  readonly block: string;
  /** `cosines[task][other]`, −1 to 1, for pairs of tasks that both have a gradient there. */
  readonly cosines: TransferMatrix;
}

/** Whether tasks pull in one direction: means over the steps of a run in which their gradients were compared. */
export interface GradientCosines extends TransferEstimate {
  /** By layer; those over everything shared are `values`. */
  readonly blocks: readonly BlockCosines[];
  /** Steps in which gradients were compared. */
  readonly steps: number;
}

/** Name of the block that holds all others. */
const everything = 'all';

/**
 * The mean cosines between the tasks' gradients over a run, by layer and over everything shared: negative where tasks are in
 * conflict. A run compares gradients where it is fitted with `gradients: { everySteps }`.
 *
 * Source: Yu et al., "Gradient surgery for multi-task learning", NeurIPS 2020.
 *
 * @param records of the history of a run, or of several
 * @throws TomoniError `invalid-data` where there is no record
 *
 * @example
 * ```ts
 * import { gradientCosines } from '@tomoni/studies';
 * import { fit, type Plan } from '@tomoni/training';
 *
 * async function conflicts(plan: Plan, rows: { text: string; topic: string; mood: string }[]) {
 *   const model = await fit(plan, rows, { gradients: { everySteps: 20 } });
 *   const { blocks } = gradientCosines(model.history.gradients ?? []);
 *   for (const { block, cosines } of blocks) console.log(block, cosines.topic?.mood);
 *   model.dispose();
 * }
 * ```
 */
export function gradientCosines(records: readonly GradientRecord[]): GradientCosines {
  if (records.length === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: 'No step of the run compared the gradients of its tasks.',
      remedy: 'Fit it with `gradients: { everySteps: 10 }`.',
    });
  const tasks = [...new Set(records.flatMap((record) => record.tasks))];
  const names = [...new Set(records.flatMap(({ blocks }) => blocks.map(({ name }) => name)))];
  const meanOf = (name: string) =>
    meanMatrix(
      tasks,
      records.flatMap((record) =>
        record.blocks.filter((block) => block.name === name).map((block) => cosinesIn(block, record.tasks)),
      ),
    );
  return {
    name: 'gradient cosine',
    better: 'higher',
    values: meanOf(everything),
    blocks: names.filter((name) => name !== everything).map((block) => ({ block, cosines: meanOf(block) })),
    steps: records.length,
  };
}

/** By name; pairs of which one has no gradient are left out. */
function cosinesIn({ cosines, norms }: GradientBlock, tasks: readonly string[]): TransferMatrix {
  const reached = (task: number) => (norms[task] ?? 0) > 0;
  return Object.fromEntries(
    tasks.map((name, i) => [
      name,
      Object.fromEntries(
        tasks.flatMap((other, j) =>
          i !== j && reached(i) && reached(j) ? [[other, cosines[i]?.[j] as number]] : [],
        ),
      ),
    ]),
  );
}
