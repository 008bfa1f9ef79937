import { TomoniError } from '@tomoni/spec';
import { Matrix } from 'ml-matrix';

/** One vector per text, all of one width, such as a frozen encoder's. */
export type FeatureRows = readonly ArrayLike<number>[];

/**
 * Features as a matrix `[texts, width]`.
 *
 * @throws TomoniError `invalid-data` for fewer than two texts, rows of unequal width, or a number that is not finite
 */
export function featureMatrix(features: FeatureRows): Matrix {
  const width = features[0]?.length ?? 0;
  if (features.length < 2 || width === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: `There are features of ${features.length} texts, each of ${width} numbers.`,
      remedy: 'Give at least two texts with at least one feature.',
    });
  features.forEach((row, index) => {
    if (row.length !== width)
      throw new TomoniError({
        code: 'invalid-data',
        what: `A text has ${row.length} features where others have ${width}.`,
        where: { row: index },
      });
    for (let i = 0; i < width; i++)
      if (!Number.isFinite(row[i]))
        throw new TomoniError({
          code: 'invalid-data',
          what: `A feature is ${row[i]}.`,
          where: { row: index },
          remedy: 'Give finite numbers.',
        });
  });
  const matrix = Matrix.zeros(features.length, width);
  features.forEach((row, index) => {
    matrix.setRow(index, Array.from(row));
  });
  return matrix;
}

/** Each feature moved to mean 0, in place. */
export function center(features: Matrix): Matrix {
  return features.center('column') as Matrix;
}
