import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';

const ROWS = 96;
const INNER = 64;
const COLUMNS = 80;

/**
 * Computes a matrix product and the gradient of an embedding on the running backend and compares them with plain
 * JavaScript. All values are small integers, so every engine must agree exactly.
 *
 * @throws TomoniError `unavailable` where a number differs
 */
export async function selfTest(engine: string): Promise<void> {
  const a = integers(ROWS * INNER, 7);
  const b = integers(INNER * COLUMNS, 5);
  const ids = Int32Array.from({ length: ROWS }, (_, i) => (i * i) % 11);
  const { product, gradient } = tf.tidy(() => {
    const indices = tf.tensor1d(ids, 'int32');
    const weights = tf.tensor2d(a, [ROWS, INNER]);
    return {
      product: tf.matMul(weights, tf.tensor2d(b, [INNER, COLUMNS])),
      gradient: tf.grad((table) => tf.sum(tf.mul(tf.gather(table, indices), weights)))(tf.zeros([12, INNER])),
    };
  });
  try {
    compare(engine, 'matrix product', await product.data(), plainProduct(a, b));
    compare(engine, 'gradient of an embedding', await gradient.data(), plainScatter(ids, a, 12));
  } finally {
    tf.dispose([product, gradient]);
  }
}

function compare(engine: string, what: string, found: ArrayLike<number>, expected: Float32Array): void {
  const wrong = expected.findIndex((value, i) => value !== found[i]);
  if (wrong >= 0)
    throw new TomoniError({
      code: 'unavailable',
      what: `The engine ${engine} computes a wrong ${what}: ${found[wrong]} in place of ${expected[wrong]}.`,
      remedy: 'Use another engine.',
    });
}

function integers(length: number, modulus: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 31) % modulus) - (modulus >> 1));
}

function plainProduct(a: Float32Array, b: Float32Array): Float32Array {
  return Float32Array.from({ length: ROWS * COLUMNS }, (_, place) => {
    const [row, column] = [Math.floor(place / COLUMNS), place % COLUMNS];
    let sum = 0;
    for (let k = 0; k < INNER; k++)
      sum += (a[row * INNER + k] as number) * (b[k * COLUMNS + column] as number);
    return sum;
  });
}

function plainScatter(ids: Int32Array, rows: Float32Array, count: number): Float32Array {
  return Float32Array.from({ length: count * INNER }, (_, place) => {
    const [id, column] = [Math.floor(place / INNER), place % INNER];
    return ids.reduce(
      (sum, other, row) => (other === id ? sum + (rows[row * INNER + column] as number) : sum),
      0,
    );
  });
}
