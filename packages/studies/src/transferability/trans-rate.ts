import { EigenvalueDecomposition, type Matrix } from 'ml-matrix';
import { classesOf } from './class-labels.js';
import { center, type FeatureRows, featureMatrix } from './features.js';

/** Options of {@link transRate}. */
export interface TransRateOptions {
  /** Distortion that is allowed in coding the features. Default: 1e-4. */
  readonly epsilon?: number;
}

/**
 * TransRate: how many nats the features tell of the labels, by the rate at which they could be coded with and without them.
 *
 * The classes' rates are averaged without weights, as in the reference implementation.
 *
 * Source: Huang et al., "Frustratingly easy transferability estimation", ICML 2022.
 *
 * @param features of each text
 * @param labels classes, whole numbers from 0
 * @throws TomoniError `invalid-data` where features and labels do not fit together
 *
 * @example
 * ```ts
 * import { transRate } from '@tomoni/studies';
 *
 * console.log(transRate([[1, 0], [1.5, 0.5], [-1, 1], [-1.5, 0.5]], [0, 0, 1, 1]));
 * ```
 */
export function transRate(
  features: FeatureRows,
  labels: ArrayLike<number>,
  { epsilon = 1e-4 }: TransRateOptions = {},
): number {
  const centered = center(featureMatrix(features));
  const { count, members } = classesOf(labels, features.length);
  const columns = Array.from({ length: centered.columns }, (_, column) => column);
  const within = members.reduce(
    (sum, texts) => sum + codingRate(centered.selection([...texts], columns), epsilon),
    0,
  );
  return codingRate(centered, epsilon) - within / count;
}

/** ½ ln det(I + FᵀF / (n ε)), from the smaller of FᵀF and FFᵀ. */
function codingRate(features: Matrix, epsilon: number): number {
  const { rows, columns } = features;
  const turned = features.transpose();
  const products = rows < columns ? features.mmul(turned) : turned.mmul(features);
  const { realEigenvalues } = new EigenvalueDecomposition(products, { assumeSymmetric: true });
  return (
    realEigenvalues.reduce((sum, value) => sum + Math.log1p(Math.max(0, value) / (rows * epsilon)), 0) / 2
  );
}
