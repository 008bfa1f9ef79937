import type { DiagonalFisher } from './diagonal-fisher.js';
import { type FisherReduction, reductions } from './reductions.js';

/** A task as a vector. */
export interface TaskEmbedding {
  readonly task: string;
  readonly reduction: FisherReduction;
  /** Numbers of 0 or more. */
  readonly values: Float64Array;
  /** What each number stands for, where that can be said by name: a layer or a parameter. */
  readonly names?: readonly string[];
}

/** Options of {@link task2vec}. */
export interface Task2VecOptions {
  /** How the diagonal becomes a vector. Default: `hidden-outputs`. */
  readonly reduction?: FisherReduction;
}

/**
 * TASK2VEC: a task as the diagonal of the Fisher information of an encoder's parameters, reduced to a vector.
 *
 * Vectors of one encoder (the same shape, and the same weights before training) can be compared, whatever their labels.
 *
 * Source: Achille et al., "Task2Vec: Task embedding for meta-learning", ICCV 2019; for texts Vu et al., "Exploring and
 * predicting transferability across NLP tasks", EMNLP 2020.
 *
 * @throws TomoniError `invalid-argument` where no parameter has the axis that is kept
 *
 * @example
 * ```ts
 * import { type DiagonalFisher, task2vec } from '@tomoni/studies';
 *
 * function byLayer(fisher: DiagonalFisher) {
 *   const { names, values } = task2vec(fisher, { reduction: 'layers' });
 *   for (const [i, name] of names?.entries() ?? []) console.log(name, values[i]);
 * }
 * ```
 */
export function task2vec(
  fisher: DiagonalFisher,
  { reduction = 'hidden-outputs' }: Task2VecOptions = {},
): TaskEmbedding {
  return { task: fisher.task, reduction, ...reductions[reduction](fisher) };
}
