import type { GradientBlock, GradientReport } from '@tomoni/spec';
import { chosen, type ParameterBlock } from '../gradients/parameter-groups.js';
import { sumOf } from '../gradients/product-matrices.js';

/** What a report is made of. Lists have one entry per task of the plan. */
export interface GradientMeasurement {
  /** Names of the tasks. */
  readonly tasks: readonly string[];
  /** Whether the task has a loss. */
  readonly present: readonly boolean[];
  readonly losses: Float64Array;
  readonly weights?: Float64Array;
  /** Blocks of the shared parameters, by their places among them. */
  readonly blocks: readonly ParameterBlock[];
  /** Inner products of the tasks' gradients, `T × T`, one matrix per shared parameter. */
  readonly products: readonly Float64Array[];
}

/** Puts measured inner products into words: norms, cosines, and shares. */
export function gradientReport(measurement: GradientMeasurement): GradientReport {
  const { tasks, present, losses, weights, blocks, products } = measurement;
  const indices = present.flatMap((there, task) => (there ? [task] : []));
  const own = indices.map((task) => weights?.[task] ?? 1);
  const block = (name: string, members: readonly number[]) =>
    describeBlock(name, sumOf(chosen(products, members), tasks.length), tasks.length, indices, own);
  return {
    tasks: indices.map((task) => tasks[task] as string),
    losses: indices.map((task) => losses[task] as number),
    ...(weights === undefined ? {} : { weights: own }),
    blocks: [
      block('all', [...products.keys()]),
      ...blocks.map(({ name = 'all', members }) => block(name, members)),
    ],
  };
}

function describeBlock(
  name: string,
  products: Float64Array,
  size: number,
  tasks: readonly number[],
  weights: readonly number[],
): GradientBlock {
  const product = (a: number, b: number) => products[a * size + b] as number;
  const norms = tasks.map((task) => Math.sqrt(Math.max(product(task, task), 0)));
  const matrix = (entry: (i: number, j: number) => number) =>
    tasks.map((_, i) => tasks.map((_, j) => entry(i, j)));
  const norm = (i: number) => norms[i] as number;
  const ratio = (value: number, whole: number) => (whole === 0 ? 0 : value / whole);
  const pulls = weights.map((weight, i) => Math.abs(weight) * norm(i));
  const together = pulls.reduce((sum, pull) => sum + pull, 0);
  return {
    name,
    norms,
    cosines: matrix((i, j) =>
      i === j && norm(i) > 0 ? 1 : ratio(product(tasks[i] as number, tasks[j] as number), norm(i) * norm(j)),
    ),
    magnitudes: matrix((i, j) =>
      norm(i) === norm(j) ? 1 : (2 * norm(i) * norm(j)) / (norm(i) ** 2 + norm(j) ** 2),
    ),
    shares: pulls.map((pull) => ratio(pull, together)),
  };
}
