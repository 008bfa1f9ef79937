import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { classesOf } from './class-labels.js';
import { center, type FeatureRows, featureMatrix } from './features.js';

/** Directions with less than this share of the largest variance count as absent. */
const cutoff = 1e-12;

/**
 * H-score: how far the classes' mean features lie apart, measured by the spread of all features; from 0 to classes − 1.
 *
 * Time grows with texts × width² and with width³.
 *
 * Source: Bao et al., "An information-theoretic approach to transferability in task transfer learning", ICIP 2019.
 *
 * @param features of each text
 * @param labels classes, whole numbers from 0
 * @throws TomoniError `invalid-data` where features and labels do not fit together
 *
 * @example
 * ```ts
 * import { hScore } from '@tomoni/studies';
 *
 * console.log(hScore([[1, 0], [1.5, 0.5], [-1, 1], [-1.5, 0.5]], [0, 0, 1, 1]));
 * ```
 */
export function hScore(features: FeatureRows, labels: ArrayLike<number>): number {
  const centered = center(featureMatrix(features));
  const classes = classesOf(labels, features.length);
  const means = Matrix.zeros(classes.count, centered.columns);
  classes.members.forEach((texts, index) => {
    const mean = centered.selection([...texts], allColumns(centered)).mean('column');
    means.setRow(
      index,
      mean.map((value) => value * Math.sqrt(texts.length)),
    );
  });
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    centered.transpose().mmul(centered),
    { assumeSymmetric: true },
  );
  const largest = Math.max(...realEigenvalues);
  const along = means.mmul(eigenvectorMatrix);
  return realEigenvalues.reduce((score, variance, direction) => {
    if (variance <= largest * cutoff) return score;
    const between = along.getColumn(direction).reduce((sum, value) => sum + value * value, 0);
    return score + between / variance;
  }, 0);
}

function allColumns(matrix: Matrix): number[] {
  return Array.from({ length: matrix.columns }, (_, column) => column);
}
