import { TomoniError } from '@tomoni/spec';
import type { TransferEstimate } from '../ranking/transfer-estimate.js';
import type { TaskEmbedding } from './task2vec.js';

/**
 * How two tasks are compared. With `F` their vectors and `v = 1/F` the variances that belong to them, taken where both
 * are above 0; sources: Achille et al., ICCV 2019, and the code that they published.
 */
export type TaskMeasure =
  /** Cosine of `F` and `F′`: a similarity. */
  | 'cosine'
  /** 1 − the cosine of `F / (F + F′)` and `F′ / (F + F′)`: the symmetric distance of the paper. */
  | 'normalized-cosine'
  /** The symmetric distance less `alpha` times the source's distance from the trivial task: the asymmetric distance of the paper. */
  | 'asymmetric'
  /** 1 − the cosine of `v` and `v′`. */
  | 'variance-cosine'
  /** Kullback–Leibler divergence between normal distributions with the variances `v` and `v′`, by entry the greater of both directions, summed up. */
  | 'symmetric-kl'
  /** The same divergence from the source to the target, summed up. */
  | 'asymmetric-kl'
  /** Half the divergences of both from their mean variance, averaged over entries. */
  | 'jensen-shannon';

/** Options of {@link compareTasks}. */
export interface TaskComparisonOptions {
  /** Default: `cosine`. */
  readonly measure?: TaskMeasure;
  /** Weight of the source's complexity in the measure `asymmetric`. Default: 0.15, as in the paper. */
  readonly alpha?: number;
}

/** A measure of a source and a target. */
type Measure = (source: Float64Array, target: Float64Array, alpha: number) => number;

const measures: Readonly<Record<TaskMeasure, Measure>> = {
  cosine,
  'normalized-cosine': normalizedDistance,
  asymmetric: (source, target, alpha) =>
    normalizedDistance(source, target) - alpha * distanceFromTrivial(source),
  'variance-cosine': (a, b) => onVariances(a, b, (v, w) => 1 - cosine(v, w)),
  'symmetric-kl': (a, b) =>
    onVariances(a, b, (v, w) =>
      v.reduce(
        (sum, _, i) => sum + Math.max(divergence(at(v, i), at(w, i)), divergence(at(w, i), at(v, i))),
        0,
      ),
    ),
  'asymmetric-kl': (source, target) =>
    onVariances(source, target, (v, w) => v.reduce((sum, _, i) => sum + divergence(at(v, i), at(w, i)), 0)),
  'jensen-shannon': (a, b) =>
    onVariances(a, b, (v, w) => {
      const halves = v.reduce((sum, _, i) => {
        const middle = (at(v, i) + at(w, i)) / 2;
        return sum + (divergence(at(v, i), middle) + divergence(at(w, i), middle)) / 2;
      }, 0);
      return halves / v.length;
    }),
};

/**
 * Compares every pair of tasks: a similarity (`cosine`, where higher is more alike) or a distance of all others.
 *
 * @param embeddings vectors by name of the task, reduced in one way
 * @throws TomoniError `mismatch` where two vectors were reduced differently or differ in length, `invalid-data` where two
 * vectors have no entry above 0 in common
 *
 * @example
 * ```ts
 * import { compareTasks, rankSources, type TaskEmbedding } from '@tomoni/studies';
 *
 * function likeliestSources(embeddings: Record<string, TaskEmbedding>) {
 *   const similarity = compareTasks(embeddings, { measure: 'cosine' });
 *   return rankSources(similarity);
 * }
 * ```
 */
export function compareTasks(
  embeddings: Readonly<Record<string, TaskEmbedding>>,
  { measure = 'cosine', alpha = 0.15 }: TaskComparisonOptions = {},
): TransferEstimate {
  const names = Object.keys(embeddings);
  for (const name of names) requireAlike(embeddings, names[0] as string, name);
  const between = (source: string, target: string) => {
    const [a, b] = [embeddings[source] as TaskEmbedding, embeddings[target] as TaskEmbedding];
    const value = measures[measure](a.values, b.values, alpha);
    if (Number.isFinite(value)) return value;
    throw new TomoniError({
      code: 'invalid-data',
      what: `The vectors of '${source}' and '${target}' have no entry above 0 in common.`,
      remedy: 'Take more texts, or reduce the Fisher information to fewer numbers.',
    });
  };
  return {
    name: measure,
    better: measure === 'cosine' ? 'higher' : 'lower',
    values: Object.fromEntries(
      names.map((target) => [
        target,
        Object.fromEntries(
          names.filter((source) => source !== target).map((source) => [source, between(source, target)]),
        ),
      ]),
    ),
  };
}

function cosine(a: Float64Array, b: Float64Array): number {
  const product = (x: Float64Array, y: Float64Array) =>
    x.reduce((sum, value, i) => sum + value * at(y, i), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

function normalizedDistance(a: Float64Array, b: Float64Array): number {
  const [present, other] = where(a, b, (x, y) => x + y > 0);
  const share = (x: Float64Array) => x.map((value, i) => value / (at(present, i) + at(other, i)));
  return 1 - cosine(share(present), share(other));
}

/** The symmetric distance from a task whose Fisher information vanishes evenly, in the limit: `1 − cos(1, 1/F)`. */
function distanceFromTrivial(values: Float64Array): number {
  return onVariances(
    values,
    values,
    (variances) =>
      1 -
      cosine(
        variances,
        variances.map(() => 1),
      ),
  );
}

function onVariances(
  a: Float64Array,
  b: Float64Array,
  measure: (v: Float64Array, w: Float64Array) => number,
): number {
  const [x, y] = where(a, b, (one, other) => one > 0 && other > 0);
  if (x.length === 0) return Number.NaN;
  return measure(
    x.map((value) => 1 / value),
    y.map((value) => 1 / value),
  );
}

/** The entries of two vectors at which a condition holds for both. */
function where(
  a: Float64Array,
  b: Float64Array,
  holds: (x: number, y: number) => boolean,
): readonly [Float64Array, Float64Array] {
  const keep = (_: number, i: number) => holds(at(a, i), at(b, i));
  return [a.filter(keep), b.filter(keep)];
}

/** Kullback–Leibler divergence of two normal distributions around one mean, by their variances. */
function divergence(v: number, w: number): number {
  return (v / w - 1 + Math.log(w / v)) / 2;
}

function at(values: Float64Array, index: number): number {
  return values[index] as number;
}

function requireAlike(
  embeddings: Readonly<Record<string, TaskEmbedding>>,
  first: string,
  name: string,
): void {
  const [a, b] = [embeddings[first] as TaskEmbedding, embeddings[name] as TaskEmbedding];
  if (a.reduction === b.reduction && a.values.length === b.values.length) return;
  throw new TomoniError({
    code: 'mismatch',
    what: `The vector of '${first}' has ${a.values.length} numbers (${a.reduction}), that of '${name}' ${b.values.length} (${b.reduction}).`,
    remedy: 'Compare tasks in one encoder, reduced in one way.',
  });
}
