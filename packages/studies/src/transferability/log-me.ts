import { TomoniError } from '@tomoni/spec';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { classesOf } from './class-labels.js';
import { type FeatureRows, featureMatrix } from './features.js';

/** What the texts are labelled with: numbers, or the indices of classes. */
export type TransferLabels =
  | { readonly numbers: ArrayLike<number> }
  | { readonly classes: ArrayLike<number> };

const mostSteps = 1_000;
const converged = 1e-12;

/** Noise this much below what the features explain, or above it, changes nothing any more. */
const negligible = 1e-12;

/**
 * LogME: the log evidence per text of a linear model from features to labels, with the best prior and noise; higher is better.
 *
 * Classes are told apart one against the rest and averaged. Time grows with texts × width² and with width³.
 *
 * Source: You et al., "LogME: practical assessment of pre-trained models for transfer learning", ICML 2021.
 *
 * @param features of each text
 * @throws TomoniError `invalid-data` where features and labels do not fit together, or the numbers are all equal
 *
 * @example
 * ```ts
 * import { logMe } from '@tomoni/studies';
 *
 * const features = [[1, 0], [1.5, 0.5], [2, -0.5], [-1, 1], [-1.5, 0.5], [-2, 2]];
 * console.log(logMe(features, { classes: [0, 0, 0, 1, 1, 1] })); // −0.8614…
 * ```
 */
export function logMe(features: FeatureRows, labels: TransferLabels): number {
  const matrix = featureMatrix(features);
  const targets = targetsOf(labels, features.length);
  const spectrum = spectrumOf(matrix);
  const evidences = targets.map((target) => evidence(spectrum, matrix, target));
  return evidences.reduce((sum, value) => sum + value, 0) / evidences.length;
}

function targetsOf(labels: TransferLabels, texts: number): Float64Array[] {
  if ('classes' in labels) {
    const { of, count } = classesOf(labels.classes, texts);
    return Array.from({ length: count }, (_, own) =>
      Float64Array.from(of, (index) => (index === own ? 1 : 0)),
    );
  }
  const numbers = Float64Array.from(labels.numbers);
  if (numbers.length === texts && numbers.every(Number.isFinite) && numbers.some((n) => n !== numbers[0]))
    return [numbers];
  throw new TomoniError({
    code: 'invalid-data',
    what: `There are ${numbers.length} numbers for ${texts} texts, or one of them is not finite, or all are equal.`,
    remedy: 'Give one finite number per text, not all of them equal.',
  });
}

/** The directions in which the features vary: FᵀF = V diag(values) Vᵀ, values of 0 left out. */
interface Spectrum {
  readonly values: readonly number[];
  readonly directions: Matrix;
}

function spectrumOf(features: Matrix): Spectrum {
  const { rows, columns } = features;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    features.transpose().mmul(features),
    { assumeSymmetric: true },
  );
  const least = Math.max(...realEigenvalues) * Number.EPSILON * Math.max(rows, columns);
  const kept = realEigenvalues.flatMap((value, i) => (value > least ? [i] : []));
  return {
    values: kept.map((i) => realEigenvalues[i] as number),
    directions: eigenvectorMatrix.selection(
      realEigenvalues.map((_, row) => row),
      kept,
    ),
  };
}

/** The evidence at the fixed point of the precisions of prior, α, and noise, β. */
function evidence({ values, directions }: Spectrum, features: Matrix, target: Float64Array): number {
  const n = features.rows;
  const along = directions
    .transpose()
    .mmul(features.transpose().mmul(Matrix.columnVector(target)))
    .to1DArray();
  const squares = values.map((value, i) => (along[i] as number) ** 2 / value);
  const over = (term: (value: number, square: number) => number) =>
    values.reduce((sum, value, i) => sum + term(value, squares[i] as number), 0);
  const length = target.reduce((sum, value) => sum + value * value, 0);
  const outside = values.length === n ? 0 : Math.max(0, length - over((_, square) => square));
  const largest = Math.max(...values);
  const [least, most] = [largest * negligible, largest / negligible];
  let [alpha, beta] = [1, 1];
  for (let step = 0; step < mostSteps; step++) {
    const t = alpha / beta;
    const gamma = over((value) => value / (value + t));
    alpha = gamma / over((value, square) => (value * square) / (t + value) ** 2);
    beta = (n - gamma) / (over((value, square) => square * (t / (t + value)) ** 2) + outside);
    if (!(beta > 0 && alpha / beta > least)) beta = alpha / least;
    else if (!(alpha / beta < most)) alpha = beta * most;
    else if (Math.abs(alpha / beta / t - 1) >= converged) continue;
    break;
  }
  const [noise, prior] = [1 / beta, 1 / alpha];
  const rest = n - values.length;
  const inside = over((value, square) => {
    const variance = noise + value * prior;
    return Math.log(variance) + square / variance;
  });
  return (
    -(n * Math.log(2 * Math.PI) + inside + (rest === 0 ? 0 : rest * Math.log(noise) + outside * beta)) /
    (2 * n)
  );
}
