import type { Scalar } from '@tensorflow/tfjs';
import type { RowsOf } from '@tomoni/spec';
import type { AnyRow, InspectedStep, Plan, TrainedParameter } from '@tomoni/training';
import type { TransferEstimate, TransferMatrix } from '../ranking/transfer-estimate.js';
import { type MeasuredRunOptions, meanMatrix, measureSteps } from './measured-steps.js';

/** Cosines between tasks' gradients in one part of what the tasks share. */
export interface BlockCosines {
  /** `layer 0` … for the encoder's layers, `sharing` for what lies between encoder and heads, `all` for everything shared. */
  readonly block: string;
  /** `cosines[task][other]`, −1 to 1, for pairs of tasks that both have labels and a gradient there. */
  readonly cosines: TransferMatrix;
}

/** Cosines between tasks' gradients in one measured step. */
export interface StepCosines {
  /** Updates done before. */
  readonly step: number;
  readonly blocks: readonly BlockCosines[];
}

/** Whether tasks pull in one direction: means over the measured steps of one run, by layer, and the steps themselves. */
export interface GradientCosines extends TransferEstimate {
  /** Means by layer; those over everything shared are `values`. */
  readonly blocks: readonly BlockCosines[];
  /** By measured step, in order. */
  readonly steps: readonly StepCosines[];
}

/**
 * The cosines between the tasks' gradients with respect to what they share, measured during one joint run: negative where
 * tasks are in conflict. A measured step costs one more backward pass per task, and the memory of one gradient block each.
 *
 * Source: Yu et al., "Gradient surgery for multi-task learning", NeurIPS 2020.
 *
 * @throws TomoniError as `fit`; `invalid-argument` for a single task, or a step count that is out of range
 *
 * @example
 * ```ts
 * import { gradientCosines } from '@tomoni/studies';
 * import type { Plan } from '@tomoni/training';
 *
 * async function conflicts(plan: Plan, rows: { text: string; topic: string; mood: string }[]) {
 *   const { blocks } = await gradientCosines(plan, rows, { seed: 1, every: 20 });
 *   for (const { block, cosines } of blocks) console.log(block, cosines.topic?.mood);
 * }
 * ```
 */
export async function gradientCosines(
  plan: Plan,
  rows: RowsOf<AnyRow>,
  options: MeasuredRunOptions = {},
): Promise<GradientCosines> {
  const steps = await measureSteps(plan, rows, options, cosinesOf);
  const tasks = plan.tasks.map(({ name }) => name);
  const names = [...new Set(steps.flatMap(({ blocks }) => blocks.map(({ block }) => block)))];
  const blocks = names.map((block) => {
    const matrices = steps.flatMap((step) => step.blocks.filter((own) => own.block === block));
    return {
      block,
      cosines: meanMatrix(
        tasks,
        matrices.map(({ cosines }) => cosines),
      ),
    };
  });
  return {
    name: 'gradient cosine',
    better: 'higher',
    values: blocks.find(({ block }) => block === everything)?.cosines ?? {},
    blocks: blocks.filter(({ block }) => block !== everything),
    steps,
  };
}

/** Name of the block that holds all others. */
const everything = 'all';

async function cosinesOf(step: InspectedStep): Promise<StepCosines> {
  const shared = step.parameters.filter(({ group }) => group !== 'heads');
  const products = await step.record(async ({ tape, losses }) => {
    const present = losses.flatMap((loss, task) => (loss === undefined ? [] : [{ loss, task }]));
    const gramians = await tape.gramians(
      present.map(({ loss }): Scalar => loss),
      shared.map(({ variable }) => variable),
    );
    return { gramians, tasks: present.map(({ task }) => step.tasks[task] as string) };
  });
  const { gramians, tasks } = products;
  const blocks = new Map<string, Float64Array>();
  for (const [index, parameter] of shared.entries())
    for (const block of [blockOf(parameter), everything]) {
      const sums = blocks.get(block) ?? new Float64Array(tasks.length ** 2);
      for (const [i, value] of gramians[index]?.entries() ?? []) sums[i] = (sums[i] as number) + value;
      blocks.set(block, sums);
    }
  return {
    step: step.index,
    blocks: [...blocks].map(([block, sums]) => ({ block, cosines: cosinesIn(sums, tasks) })),
  };
}

function blockOf({ group, layer }: TrainedParameter): string {
  return group === 'encoder' ? `layer ${layer}` : group;
}

/** Inner products as cosines; pairs with a gradient of length 0 are left out. */
function cosinesIn(products: Float64Array, tasks: readonly string[]): TransferMatrix {
  const product = (a: number, b: number) => products[a * tasks.length + b] as number;
  const cosine = (a: number, b: number): [string, number][] => {
    const lengths = Math.sqrt(product(a, a) * product(b, b));
    if (a === b || !(lengths > 0)) return [];
    return [[tasks[b] as string, Math.min(1, Math.max(-1, product(a, b) / lengths))]];
  };
  return Object.fromEntries(
    tasks.map((task, a) => [task, Object.fromEntries(tasks.flatMap((_, b) => cosine(a, b)))]),
  );
}
