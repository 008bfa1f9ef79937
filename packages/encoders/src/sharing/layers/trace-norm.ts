import type { GradSaveFunc, Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Singular values below this share of the largest one count as 0. */
const negligible = 1e-6;

/**
 * The sum of the trace norms of some matrices with few rows: of the singular values of each, which are the roots of the
 * eigenvalues of `M Mᵀ`. The gradient is `U Vᵀ = (M Mᵀ)^(−1/2) M` on the singular values above 0.
 *
 * Rows that are nearly equal differ in what float32 loses of `M Mᵀ`. So the rows are turned first, which changes no
 * singular value: to their mean and to their differences, whose products are of their own size.
 */
export function traceNorm(matrices: readonly Tensor2D[]): Scalar {
  const run = tf.customGrad((...args) => {
    const save = args.at(-1) as GradSaveFunc;
    const inputs = args.slice(0, -1) as Tensor2D[];
    save(inputs);
    const roots = inputs.map((matrix) => decompose(matrix));
    return {
      value: tf.scalar(roots.reduce((sum, { norm }) => sum + norm, 0)),
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        saved.map((matrix, i) => {
          const { inverse } = roots[i] as Roots;
          return tf.mul(dy, tf.matMul(tensorOf(inverse), matrix as Tensor2D));
        }),
    };
  });
  return run(...matrices) as Scalar;
}

interface Roots {
  readonly norm: number;
  /** `(M Mᵀ)^(−1/2)` on the space of `M`. */
  readonly inverse: Matrix;
}

function decompose(matrix: Tensor2D): Roots {
  const [size] = matrix.shape;
  const turn = meanAndDifferences(size);
  const gram = tf.tidy(() => {
    const turned = tf.matMul(tensorOf(turn), matrix);
    return tf.matMul(turned, turned, false, true).dataSync<'float32'>();
  });
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(size, size, gram),
    { assumeSymmetric: true },
  );
  const values = realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
  const least = negligible * Math.max(...values);
  const vectors = turn.transpose().mmul(eigenvectorMatrix);
  const scaled = vectors.clone().mulRowVector(values.map((value) => (value > least ? 1 / value : 0)));
  return { norm: values.reduce((sum, value) => sum + value, 0), inverse: scaled.mmul(vectors.transpose()) };
}

/** Helmert's orthogonal matrix: the mean of some numbers, then each against the mean of those before it. */
function meanAndDifferences(size: number): Matrix {
  const entry = (row: number, column: number) => {
    if (row === 0) return 1 / Math.sqrt(size);
    if (column > row) return 0;
    return (column < row ? 1 : -row) / Math.sqrt(row * (row + 1));
  };
  const columns = Array.from({ length: size }, (_, column) => column);
  return new Matrix(columns.map((row) => columns.map((column) => entry(row, column))));
}

function tensorOf(matrix: Matrix): Tensor2D {
  return tf.tensor2d(matrix.to2DArray());
}
