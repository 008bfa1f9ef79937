import type { GradSaveFunc, Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Singular values below this share of the largest one count as 0. */
const negligible = 1e-6;

/**
 * The sum of the trace norms of some matrices with few rows: of the singular values of each, which are the roots of the
 * eigenvalues of `M Mᵀ`. The gradient is `U Vᵀ = (M Mᵀ)^(−1/2) M` on the singular values above 0.
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
          const { inverse, size } = roots[i] as Roots;
          return tf.mul(dy, tf.matMul(tf.tensor2d(inverse, [size, size]), matrix as Tensor2D));
        }),
    };
  });
  return run(...matrices) as Scalar;
}

interface Roots {
  readonly norm: number;
  readonly size: number;
  /** `(M Mᵀ)^(−1/2)` on the space of `M`. */
  readonly inverse: Float32Array;
}

function decompose(matrix: Tensor2D): Roots {
  const [size] = matrix.shape;
  const gram = tf.tidy(() => tf.matMul(matrix, matrix, false, true).dataSync<'float32'>());
  const { realEigenvalues, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(
    Matrix.from1DArray(size, size, Array.from(gram)),
    { assumeSymmetric: true },
  );
  const values = realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
  const least = negligible * Math.max(...values);
  const inverse = new Float32Array(size * size);
  for (const [k, value] of values.entries())
    if (value > least)
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++)
          inverse[i * size + j] =
            (inverse[i * size + j] as number) + (vectors.get(i, k) * vectors.get(j, k)) / value;
  return { norm: values.reduce((sum, value) => sum + value, 0), size, inverse };
}
