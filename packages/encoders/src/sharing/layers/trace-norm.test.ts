import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import { Matrix, SVD } from 'ml-matrix';
import { beforeAll, describe, expect, it } from 'vitest';
import { numbers } from '../../fixtures/torch-fixture.js';
import { traceNorm } from './trace-norm.js';

const width = 2000;

/** Rows that differ from a common one by a share of its length. */
function rowsAround(common: Float64Array, share: number, count: number): Float32Array[] {
  return Array.from({ length: count }, (_, row) => {
    const own = numbers(row + 2, width);
    return Float32Array.from(common, (value, i) => value + share * (own[i] as number));
  });
}

describe.each(['cpu', 'wasm'] as const)('traceNorm on %s', (engine) => {
  beforeAll(() => useEngine(engine));

  it.each([1, 1e-2, 1e-4])('has the value and gradient of the singular values of rows %d apart', (share) => {
    const rows = rowsAround(numbers(1, width), share, 3);
    const svd = new SVD(new Matrix(rows.map((row) => Array.from(row))), { autoTranspose: true });
    const gradient = svd.leftSingularVectors.mmul(svd.rightSingularVectors.transpose()).to1DArray();
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const matrix = tf.tensor2d(rows.map((row) => Array.from(row)));
      const { value, grad } = tf.valueAndGrad((x) => traceNorm([x as tf.Tensor2D]))(matrix);
      const norm = svd.diagonal.reduce((sum, own) => sum + own, 0);
      expect(Math.abs((value.dataSync()[0] as number) / norm - 1)).toBeLessThan(1e-6);
      const found = grad.dataSync();
      const error = Math.hypot(...gradient.map((own, i) => own - (found[i] as number)));
      expect(error / Math.hypot(...gradient)).toBeLessThan(2e-3);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has no gradient apart from the common one where all rows are equal', () => {
    const [row] = rowsAround(numbers(1, width), 0, 1) as [Float32Array];
    const length = Math.hypot(...row);
    tf.tidy(() => {
      const matrix = tf.tensor2d([row, row, row].map((own) => Array.from(own)));
      const found = tf
        .grad((x) => traceNorm([x as tf.Tensor2D]))(matrix)
        .dataSync();
      for (const [i, value] of row.entries())
        expect(Math.abs((found[i] as number) - value / (length * Math.sqrt(3)))).toBeLessThan(1e-6);
    });
  });
});
