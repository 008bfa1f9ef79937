import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { SourceGradients } from '../tape/backpropagation.js';
import { disposeGradients } from './gradient-list.js';

/** Gradients from this many numbers on are multiplied pair by pair, which copies none of them. */
const large = 2 ** 18;

/**
 * Inner products between gradients, source by source: those of a walk, which are freed on the way, and before them those
 * that `beside` gives for the source, which stay.
 *
 * @returns per source a square matrix, row-major; an absent gradient has products of 0
 */
export async function innerProducts(
  walk: Iterable<SourceGradients>,
  sources: readonly Tensor[],
  beside: (source: number) => readonly (Tensor | null)[] = () => [],
): Promise<Float64Array[]> {
  const products: (Tensor2D | undefined)[] = new Array<undefined>(sources.length).fill(undefined);
  try {
    for (const { source, gradients } of walk) {
      const rows = [...beside(source), ...gradients];
      products[source] = productsOf(rows, rows, (sources[source] as Tensor).size);
      disposeGradients(gradients);
    }
    return await readProducts(products);
  } finally {
    tf.dispose(products.filter((product) => product !== undefined));
  }
}

/**
 * Inner products of the gradients of one walk (rows) with those of another (columns), source by source. Both walk at the same
 * pace, and what one of them has before the other waits.
 */
export async function crossProducts(
  rows: Iterable<SourceGradients>,
  columns: Iterable<SourceGradients>,
  sources: readonly Tensor[],
): Promise<Float64Array[]> {
  const products: (Tensor2D | undefined)[] = new Array<undefined>(sources.length).fill(undefined);
  const waiting = { rows: new Map<number, Gradients>(), columns: new Map<number, Gradients>() };
  const meet = (source: number) => {
    const [a, b] = [waiting.rows.get(source), waiting.columns.get(source)];
    if (a === undefined || b === undefined) return;
    products[source] = productsOf(a, b, (sources[source] as Tensor).size);
    disposeGradients([...a, ...b]);
    waiting.rows.delete(source);
    waiting.columns.delete(source);
  };
  const other = columns[Symbol.iterator]();
  try {
    for (const { source, gradients } of rows) {
      waiting.rows.set(source, gradients);
      meet(source);
      const next = other.next();
      if (next.done) continue;
      waiting.columns.set(next.value.source, next.value.gradients);
      meet(next.value.source);
    }
    return await readProducts(products);
  } finally {
    other.return?.();
    for (const gradients of [...waiting.rows.values(), ...waiting.columns.values()])
      disposeGradients(gradients);
    tf.dispose(products.filter((product) => product !== undefined));
  }
}

type Gradients = readonly (Tensor | null)[];

/** Adds matrices entry by entry; `size` rows and columns of zeros where there is none. */
export function sumOf(matrices: readonly Float64Array[], size: number): Float64Array {
  const sum = new Float64Array(size * size);
  for (const matrix of matrices)
    for (const [i, value] of matrix.entries()) sum[i] = (sum[i] as number) + value;
  return sum;
}

/** A matrix with its rows and columns put where the tasks belong; 0 everywhere else, and where the matrix is empty. */
export function placed(matrix: Float64Array, tasks: readonly number[], size: number): Float64Array {
  const values = new Float64Array(size * size);
  for (const [a, row] of tasks.entries())
    for (const [b, column] of tasks.entries())
      values[row * size + column] = matrix[a * tasks.length + b] ?? 0;
  return values;
}

/** Reads the products of each source; `undefined` are those without a gradient at all. */
async function readProducts(products: readonly (Tensor2D | undefined)[]): Promise<Float64Array[]> {
  return Promise.all(
    products.map(async (product) =>
      product === undefined ? new Float64Array() : Float64Array.from(await product.data()),
    ),
  );
}

function productsOf(rows: Gradients, columns: Gradients, length: number): Tensor2D | undefined {
  if (rows.every((row) => row === null) || columns.every((column) => column === null)) return undefined;
  return tf.tidy(() =>
    length < large ? productsAtOnce(rows, columns, length) : productsByPairs(rows, columns, length),
  );
}

function productsAtOnce(rows: Gradients, columns: Gradients, length: number): Tensor2D {
  const stacked = (gradients: Gradients) =>
    tf.stack(gradients.map((gradient) => gradient?.reshape([length]) ?? tf.zeros([length]))) as Tensor2D;
  const left = stacked(rows);
  return tf.matMul(left, rows === columns ? left : stacked(columns), false, true);
}

function productsByPairs(rows: Gradients, columns: Gradients, length: number): Tensor2D {
  const product = (a: Tensor | null, b: Tensor | null): Tensor =>
    a === null || b === null
      ? tf.zeros([1, 1])
      : tf.matMul<Tensor2D>(a.reshape([1, length]), b.reshape([length, 1]));
  const known = new Map<number, Tensor>();
  const entries = rows.flatMap((a, i) =>
    columns.map((b, j) => {
      const mirrored = rows === columns && j < i ? known.get(j * columns.length + i) : undefined;
      const entry = mirrored ?? product(a, b);
      known.set(i * columns.length + j, entry);
      return entry;
    }),
  );
  return tf.concat(entries).reshape([rows.length, columns.length]);
}
