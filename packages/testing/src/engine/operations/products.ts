import * as tf from '@tensorflow/tfjs';
import { at, build, type NdArray, sample, sum } from '../nd-array.js';
import type { Operation } from '../operation.js';

const flips = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

/** `[…a, m, k] × […b, k, n]`, operands stored the other way round where they are transposed. */
function product(
  name: string,
  aBatch: readonly number[],
  bBatch: readonly number[],
  [m, k, n]: readonly [number, number, number],
  [transposeA, transposeB]: readonly [boolean, boolean],
): Operation {
  const operands = (times: number) => {
    const stored = (rows: number, columns: number, flip: boolean) =>
      (flip ? [columns, rows] : [rows, columns]).map((side) => side * times);
    return [
      sample([...aBatch, ...stored(m, k, transposeA)], 11),
      sample([...bBatch, ...stored(k, n, transposeB)], 12),
    ];
  };
  const left = (x: NdArray, batch: readonly number[], row: number, i: number) =>
    at(x, ...batch, ...(transposeA ? [i, row] : [row, i]));
  const right = (x: NdArray, batch: readonly number[], i: number, column: number) =>
    at(x, ...batch, ...(transposeB ? [column, i] : [i, column]));
  const batch = aBatch.length >= bBatch.length ? aBatch : bBatch;
  const lengths = batch.map((length, axis) =>
    Math.max(
      length,
      bBatch[axis - batch.length + bBatch.length] ?? 1,
      aBatch[axis - batch.length + aBatch.length] ?? 1,
    ),
  );
  const flipped = [transposeA ? 'aᵀ' : 'a', transposeB ? 'bᵀ' : 'b'].join('·');
  return {
    name: `matMul ${name}, ${flipped}`,
    inputs: operands(1),
    large: operands(8),
    engine: (x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor, transposeA, transposeB),
    plain: (x, y) => {
      const rows = x.shape.at(transposeA ? -1 : -2) as number;
      const inner = x.shape.at(transposeA ? -2 : -1) as number;
      const columns = y.shape.at(transposeB ? -2 : -1) as number;
      return build([...lengths, rows, columns], (...index) => {
        const [row, column] = index.slice(-2) as [number, number];
        const place = index.slice(0, -2);
        return sum(inner, (i) => left(x, place, row, i) * right(y, place, i, column));
      });
    },
  };
}

/** Matrix products, alone and in batches. */
export const products: readonly Operation[] = [
  ...flips.map((flip) => product('of matrices', [], [], [3, 5, 4], flip)),
  ...flips.map((flip) => product('of batches', [2, 3], [2, 3], [3, 2, 4], flip)),
  ...flips.map((flip) => product('of one matrix and a batch', [1], [3], [2, 3, 2], flip)),
  ...flips.map((flip) => product('of a batch and one matrix', [3], [1], [2, 3, 2], flip)),
  product('of batches of different rank', [2, 3], [3], [3, 2, 4], [false, false]),
  product('of batches broadcast along two axes', [2, 1], [1, 3], [3, 2, 4], [false, true]),
  product('with one row', [], [], [1, 7, 5], [false, false]),
  product('with one column', [], [], [6, 7, 1], [false, true]),
  {
    name: 'einsum',
    inputs: [sample([2, 3, 4], 13), sample([2, 5, 4], 14)],
    differentiable: false,
    engine: (a, b) => tf.einsum('bij,bkj->bik', a as tf.Tensor, b as tf.Tensor),
    plain: (a, b) =>
      build([2, 3, 5], (batch, i, k) => sum(4, (j) => at(a, batch, i, j) * at(b, batch, k, j))),
  },
];
