import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** How matrices are to be multiplied. */
export interface Transpositions {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** A product of batches of matrices, `[...batch, rows, inner]` by `[...batch, inner, columns]`. */
export interface Product {
  /** Shape of the result. */
  readonly shape: readonly number[];
  /** Shape of the left operand as the graph takes it. */
  readonly a: readonly number[];
  /** Shape of the right operand as the graph takes it. */
  readonly b: readonly number[];
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** Multiplications of the whole product. */
  readonly work: number;
}

/**
 * Plans a product. Where all matrices on the left meet one on the right, they become one tall matrix.
 */
export function planProduct(
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: Transpositions,
): Product {
  const [rows, inner] = transposeA ? (lastTwo(a).reverse() as [number, number]) : lastTwo(a);
  const [innerB, columns] = transposeB ? (lastTwo(b).reverse() as [number, number]) : lastTwo(b);
  tf.util.assert(
    inner === innerB,
    () =>
      `Error in matMul: inner shapes (${inner}) and (${innerB}) of Tensors with shapes ${a.shape} and ${b.shape} and transposeA=${transposeA} and transposeB=${transposeB} must match.`,
  );
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const shape = [...batch, rows, columns];
  const work = tf.util.sizeFromShape(shape) * inner;
  const isTall = !transposeA && tf.util.sizeFromShape(batchB) === 1;
  return isTall
    ? {
        shape,
        a: [tf.util.sizeFromShape(batchA) * rows, inner],
        b: b.shape.slice(-2),
        rows: tf.util.sizeFromShape(batchA) * rows,
        inner,
        columns,
        work,
      }
    : { shape, a: squeeze(a.shape), b: squeeze(b.shape), rows, inner, columns, work };
}

function lastTwo({ shape }: TensorInfo): [number, number] {
  return shape.slice(-2) as [number, number];
}

/** Without leading dimensions of size 1. */
function squeeze(shape: readonly number[]): readonly number[] {
  const first = shape.findIndex((size, axis) => size !== 1 || axis >= shape.length - 2);
  return shape.slice(first);
}
