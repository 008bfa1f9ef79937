import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bothWays, type Result } from './fixtures/both-ways.js';

const SPECIAL = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1e-30,
  -3.5,
  88,
  -104,
];

async function agree(compute: () => Tensor, tolerance = 1e-5, onCpu = compute): Promise<void> {
  const { cpu, loops, graphs } = await bothWays(compute, onCpu);
  for (const result of [loops, graphs]) {
    expect([result.shape, result.dtype]).toEqual([cpu.shape, cpu.dtype]);
    expect(differing(result, cpu, tolerance)).toEqual([]);
  }
}

/** Pairs of values that differ by more than the tolerance, relative to the larger of 1 and the expected value. */
function differing(actual: Result, expected: Result, tolerance: number): [number, number, number][] {
  return expected.values.flatMap((value, i) => {
    const other = actual.values[i] as number;
    const isEqual =
      Object.is(value, other) ||
      value === other ||
      Math.abs(value - other) <= tolerance * Math.max(1, Math.abs(value));
    return isEqual ? [] : [[i, other, value] as [number, number, number]];
  });
}

const random = (shape: number[], seed = 1) => tf.randomUniform(shape, -2, 2, 'float32', seed);

describe('element-wise kernels', () => {
  const binary = {
    add: tf.add,
    sub: tf.sub,
    mul: tf.mul,
    div: tf.div,
    maximum: tf.maximum,
    minimum: tf.minimum,
    squaredDifference: tf.squaredDifference,
  };

  it.each(Object.entries(binary))('%s broadcasts as on cpu', async (_, op) => {
    const dimension = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('both', 'a', 'b'));
    await fc.assert(
      fc.asyncProperty(fc.array(dimension, { maxLength: 5 }), fc.nat(5), async (dimensions, dropped) => {
        const a = dimensions.map(([size, which]) => (which === 'b' ? 1 : size)).slice(dropped);
        const b = dimensions.map(([size, which]) => (which === 'a' ? 1 : size));
        await agree(() => op(random(a), random(b, 2)));
      }),
      { numRuns: 15 },
    );
  });

  it.each(Object.entries(binary))('%s treats NaN and infinities as on cpu', async (_, op) => {
    await agree(() => op(tf.tensor2d(SPECIAL, [SPECIAL.length, 1]), tf.tensor1d(SPECIAL)));
  });

  it.each(Object.entries(binary))('%s leaves integers to cpu', async (_, op) => {
    await agree(() => op(tf.tensor1d([7, -8, 9], 'int32'), tf.tensor1d([2, 3, -4], 'int32')));
  });

  it.each(
    Object.entries({
      neg: tf.neg,
      square: tf.square,
      sqrt: tf.sqrt,
      rsqrt: tf.rsqrt,
      relu: tf.relu,
      exp: tf.exp,
      log: tf.log,
      tanh: tf.tanh,
      sigmoid: tf.sigmoid,
      erf: tf.erf,
      step: tf.step,
    }),
  )('%s agrees with cpu, for NaN and infinities too', async (_, op) => {
    await agree(() => op(tf.concat([tf.linspace(-12, 12, 1001), tf.tensor1d(SPECIAL)])));
  });

  it('cast converts what it calls float32', async () => {
    await agree(() => tf.cast(tf.tensor1d([3, -4, 5], 'int32'), 'float32'));
    await agree(() => tf.cast(tf.tensor1d([1, 0, 1], 'bool'), 'float32'));
    await agree(() => tf.cast(tf.tensor1d([1.9, -1.9, 0, Number.NaN]), 'int32'));
    await agree(() => tf.cast(tf.tensor1d([1.9, -1.9, 0]), 'bool'));
    await agree(() => tf.matMul(tf.cast(tf.ones([2, 3], 'bool'), 'float32'), random([3, 2])));
  });

  it('select picks as on cpu', async () => {
    await agree(() => tf.where(tf.greater(random([4, 5]), 0), random([4, 5], 2), random([4, 5], 3)));
    await agree(() => tf.where(tf.greater(random([4, 5]), 0), random([5], 2), tf.scalar(0)));
  });
});

describe('reductions', () => {
  const reductions = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min };

  it.each(Object.entries(reductions))('%s over any dimensions agrees with cpu', async (_, op) => {
    const dimension = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(
        fc.array(dimension, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (dimensions, keep) => {
          const axes = dimensions.flatMap(([, isReduced], axis) => (isReduced ? [axis] : []));
          await agree(() => op(random(dimensions.map(([size]) => size)), axes, keep));
        },
      ),
      { numRuns: 15 },
    );
  });

  it.each(Object.entries(reductions))('%s keeps NaN and infinities', async (_, op) => {
    await agree(() => op(tf.tensor2d([Number.NaN, 1, 2, 3, Number.POSITIVE_INFINITY, 4], [3, 2]), 1));
    await agree(() => op(tf.tensor2d([1, Number.NaN, 2, 3, Number.NEGATIVE_INFINITY, 4], [3, 2]), 0));
    await agree(() => op(tf.tensor1d([5, 1, Number.NaN, 2, 3])));
  });

  it.each(Object.entries({ softmax: tf.softmax, logSoftmax: tf.logSoftmax }))(
    '%s agrees with cpu',
    async (_, op) => {
      await agree(() => op(random([3, 5, 7])));
      await agree(() => op(tf.tensor2d([1000, 1001, -1000, Number.NEGATIVE_INFINITY, 0, 0], [2, 3])));
    },
  );

  it('the kernel LogSoftmax is there for those who run it by name', async () => {
    await tf.setBackend('onnxruntime');
    const [actual, expected] = tf.tidy(() => {
      const logits = random([4, 6]);
      const result: Tensor = tf.engine().runKernel('LogSoftmax', { logits }, { axis: -1 });
      return [result.dataSync(), tf.logSoftmax(logits).dataSync()];
    });
    for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
  });
});

describe('matrix products', () => {
  /** tfjs-backend-cpu takes the wrong matrices where some of several batch dimensions are broadcast. */
  it('multiply batches that are broadcast and transposed, as on cpu after broadcasting', async () => {
    const batch = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('both', 'a', 'b'));
    const side = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(batch, { maxLength: 2 }),
        fc.tuple(side, side, side),
        fc.boolean(),
        fc.boolean(),
        async (dimensions, [rows, inner, columns], transposeA, transposeB) => {
          const whole = dimensions.map(([size]) => size);
          const a = dimensions.map(([size, which]) => (which === 'b' ? 1 : size));
          const b = dimensions.map(([size, which]) => (which === 'a' ? 1 : size));
          const left = transposeA ? [inner, rows] : [rows, inner];
          const right = transposeB ? [columns, inner] : [inner, columns];
          const operands = () => [random([...a, ...left]), random([...b, ...right], 2)] as const;
          await agree(
            () => tf.matMul(...operands(), transposeA, transposeB),
            1e-5,
            () => {
              const [x, y] = operands();
              const [xs, ys] = [
                tf.broadcastTo(x, [...whole, ...left]),
                tf.broadcastTo(y, [...whole, ...right]),
              ];
              return tf.matMul(xs, ys, transposeA, transposeB);
            },
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are zero where nothing is summed, and empty where nothing is asked for', async () => {
    await agree(() => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])));
    await agree(() => tf.matMul(tf.zeros([0, 2]), tf.ones([2, 3])));
  });

  it.each(['linear', 'relu', 'elu', 'relu6', 'sigmoid', 'leakyrelu', 'prelu'] as const)(
    'fused with a bias and %s agree with cpu',
    async (activation) => {
      await agree(() =>
        tf.fused.matMul({
          a: random([4, 5]),
          b: random([5, 3], 2),
          bias: random([3], 3),
          activation,
          preluActivationWeights: tf.tensor1d([0.1, 0.2, 0.3]),
          leakyreluAlpha: 0.3,
        }),
      );
    },
  );

  it('large ones agree with cpu', async () => {
    await agree(() => tf.matMul(random([70, 130]), random([200, 130], 2), false, true), 1e-4);
    await agree(() => tf.matMul(random([2, 3, 20, 30]), random([2, 3, 30, 20], 2)), 1e-4);
  });
});

describe('kernels that move numbers', () => {
  it('transpose in any order, of any type', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const),
        async (shape, key, dtype) => {
          const perm = shape
            .map((_, axis) => axis)
            .sort((i, j) => ((key + i * 7919) % 13) - ((key + j * 7919) % 13));
          await agree(() => tf.transpose(tf.cast(random(shape), dtype), perm));
        },
      ),
      { numRuns: 40 },
    );
    await agree(() => tf.transpose(random([70, 90])));
    await agree(() => tf.transpose(random([2, 40, 3, 40]), [0, 2, 1, 3]));
  });

  it('slice any block', async () => {
    const dimension = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.nat(), fc.nat());
    await fc.assert(
      fc.asyncProperty(fc.array(dimension, { minLength: 1, maxLength: 4 }), async (dimensions) => {
        const shape = dimensions.map(([size]) => size);
        const begin = dimensions.map(([size, start]) => start % size);
        const size = dimensions.map(([whole, start, length]) => 1 + (length % (whole - (start % whole))));
        await agree(() => tf.slice(random(shape), begin, size));
      }),
      { numRuns: 30 },
    );
    await agree(() => tf.slice(tf.tensor1d([1, 2, 3], 'int32'), [1], [0]));
  });

  it('repeat', async () => {
    await agree(() => tf.tile(random([2, 3, 4]), [3, 1, 2]));
    await agree(() => tf.tile(tf.tensor1d([1, 2], 'int32'), [3]));
    await agree(() => tf.broadcastTo(random([2, 1, 40]), [3, 2, 2, 40]));
  });

  it('split, and unpack', async () => {
    for (const axis of [0, 1, -1]) {
      await agree(() => tf.concat(tf.split(random([4, 6, 2]), 2, axis).reverse(), axis));
      await agree(() => tf.stack(tf.unstack(random([4, 6, 2]), axis).reverse(), axis));
    }
    await agree(() => tf.concat(tf.split(random([5, 3]), [1, -1, 2]).reverse()));
  });

  it('pad around a block', async () => {
    await agree(() =>
      tf.pad(
        random([2, 3, 4]),
        [
          [1, 0],
          [2, 1],
          [0, 3],
        ],
        7,
      ),
    );
    await agree(() => tf.pad(tf.tensor1d([1, 2], 'int32'), [[1, 2]]));
    await agree(() =>
      tf.pad(random([3, 40]), [
        [0, 2],
        [0, 0],
      ]),
    );
  });

  it('concatenate along any dimension', async () => {
    for (const axis of [0, 1, 2])
      await agree(() => tf.concat([random([2, 3, 4]), random([2, 3, 4], 2), random([2, 3, 4], 3)], axis));
    await agree(() => tf.concat([random([2, 3]), random([2, 0]), random([2, 40])], 1));
    await agree(() => tf.stack([random([2, 3]), random([2, 3], 2)], 1));
  });

  it('gather along any dimension, and per batch', async () => {
    const indices = [2, 0, 1, 2];
    for (const axis of [0, 1, 2])
      await agree(() => tf.gather(random([3, 3, 40]), tf.tensor2d(indices, [2, 2], 'int32'), axis));
    await agree(() => tf.gather(random([2, 3, 4]), tf.tensor2d(indices, [2, 2], 'int32'), 1, 1));
    await agree(() => tf.gather(tf.tensor1d([1, 2, 3], 'int32'), tf.tensor1d(indices, 'int32')));
    await tf.setBackend('onnxruntime');
    expect(() => tf.gather(random([2, 3]), tf.tensor1d([2], 'int32'))).toThrow(
      'the index value 2 is not in [0, 1]',
    );
  });

  it('add rows up where their indices point to', async () => {
    const indices = tf.tensor2d([1, 0, 1, 3], [4, 1], 'int32').arraySync();
    await agree(() => tf.scatterND(tf.tensor2d(indices, [4, 1], 'int32'), random([4, 5]), [4, 5]));
    await agree(() => tf.scatterND(tf.tensor2d([0, 1, 1, 1], [2, 2], 'int32'), random([2]), [2, 2]));
    await agree(() => tf.unsortedSegmentSum(random([5, 3]), tf.tensor1d([2, 0, 2, -1, 1], 'int32'), 3));
    await tf.setBackend('onnxruntime');
    expect(() => tf.scatterND(tf.tensor2d([[4]], [1, 1], 'int32'), random([1, 5]), [4, 5])).toThrow(
      'Invalid indices: 4 does not index into 4,5.',
    );
  });

  it('fill', async () => {
    await agree(() => tf.fill([2, 3], 2.5));
    await agree(() => tf.zerosLike(tf.ones([2, 3], 'bool')));
    await agree(() => tf.onesLike(tf.zeros([2, 3], 'int32')));
  });
});

describe('gradients', () => {
  it('of an embedding, attention and a layer norm agree with cpu', async () => {
    const loss = (table: Tensor, weight: Tensor) => {
      const states = tf.reshape(tf.gather(table, tf.tensor1d([0, 2, 1, 2, 0, 1], 'int32')), [2, 3, 4]);
      const attended = tf.matMul(tf.softmax(tf.matMul(states, states, false, true)), states);
      const { mean, variance } = tf.moments(attended, -1, true);
      const normal = tf.mul(tf.sub(attended, mean), tf.rsqrt(tf.add(variance, 1e-5)));
      const inner = tf.matMul(tf.reshape(normal, [6, 4]), weight);
      return tf.mean(tf.square(tf.mul(inner, tf.add(tf.erf(inner), 1)))).asScalar();
    };
    for (const which of [0, 1])
      await agree(() => {
        const gradients = tf.grads((table, weight) => loss(table as Tensor, weight as Tensor))([
          random([3, 4]),
          random([4, 5], 2),
        ]);
        return gradients[which] as Tensor;
      }, 1e-4);
  });
});
