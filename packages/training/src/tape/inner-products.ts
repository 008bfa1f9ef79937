import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { SourceGradients } from './backpropagation.js';

/** One gradient of a source per walker, `null` where it was not reached. */
type Gradients = readonly (Tensor | null)[];

/**
 * Inner products between gradients, source by source: those of a walk, which are freed on the way, and before them those
 * that `beside` gives for the source, which stay.
 *
 * @returns per source a square matrix, row-major; an absent gradient has products of 0
 */
export async function innerProducts(
  walk: Iterable<SourceGradients>,
  sources: readonly Tensor[],
  beside: (source: number) => Gradients = () => [],
): Promise<Float64Array[]> {
  const products = noProducts(sources);
  try {
    for (const { source, gradients } of walk) {
      const rows = [...beside(source), ...gradients];
      products[source] = productsOf(rows, rows, (sources[source] as Tensor).size);
      free(gradients);
    }
    return await readProducts(products);
  } finally {
    tf.dispose(products.flat());
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
  const products = noProducts(sources);
  const waiting = { rows: new Map<number, Gradients>(), columns: new Map<number, Gradients>() };
  const meet = (source: number) => {
    const [a, b] = [waiting.rows.get(source), waiting.columns.get(source)];
    if (a === undefined || b === undefined) return;
    products[source] = productsOf(a, b, (sources[source] as Tensor).size);
    free([...a, ...b]);
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
    for (const gradients of [...waiting.rows.values(), ...waiting.columns.values()]) free(gradients);
    tf.dispose(products.flat());
  }
}

/** Products of parts of the gradients of one source, `[parts, rows, columns]`, to be added up. */
type PartialProducts = Tensor3D[];

function noProducts(sources: readonly Tensor[]): PartialProducts[] {
  return sources.map(() => []);
}

/** Numbers that are multiplied and added in single precision; their sums are added in double. */
const width = 2 ** 12;
/** Numbers of a gradient of which a copy is made at a time. */
const most = 2 ** 20;

function productsOf(rows: Gradients, columns: Gradients, length: number): PartialProducts {
  if ([rows, columns].some((gradients) => gradients.every((gradient) => gradient === null))) return [];
  const products: Tensor3D[] = [];
  for (let start = 0; start < length; ) {
    const rest = Math.min(length - start, most);
    const size = rest < width ? rest : rest - (rest % width);
    const parts = size < width ? [1, size] : [size / width, width];
    const from = start;
    products.push(
      tf.tidy(() => {
        const left = stacked(rows, from, parts);
        return tf.matMul(left, rows === columns ? left : stacked(columns, from, parts), false, true);
      }),
    );
    start += size;
  }
  return products;
}

/** The gradients side by side, part by part: `[parts, gradients, width]`. */
function stacked(gradients: Gradients, start: number, parts: readonly number[]): Tensor3D {
  const [count, width] = parts as [number, number];
  const part = (gradient: Tensor): Tensor2D => {
    const flat = gradient.reshape<tf.Tensor1D>([gradient.size]);
    const own = gradient.size === count * width ? flat : tf.slice(flat, start, count * width);
    return own.reshape([count, width]);
  };
  const parted = gradients.map((gradient) =>
    gradient === null ? tf.zeros<tf.Rank.R2>([count, width]) : part(gradient),
  );
  return tf.concat(parted, 1).reshape([count, gradients.length, width]);
}

async function readProducts(products: readonly PartialProducts[]): Promise<Float64Array[]> {
  return Promise.all(
    products.map(async (partial) => {
      const [first, ...rest] = await Promise.all(partial.map(async (tensor) => tensor.data()));
      if (first === undefined) return new Float64Array();
      const [, rows, columns] = (partial[0] as Tensor3D).shape;
      const sum = new Float64Array(rows * columns);
      for (const values of [first, ...rest])
        for (const [i, value] of values.entries()) {
          const place = i % sum.length;
          sum[place] = (sum[place] as number) + value;
        }
      return sum;
    }),
  );
}

function free(gradients: Gradients): void {
  for (const gradient of gradients) gradient?.dispose();
}
