import * as tf from '@tensorflow/tfjs';
import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expect, expectSame } from '../cases/expectations.js';
import { countTensors } from '../tensors/count-tensors.js';
import { type NdArray, sample } from './nd-array.js';
import type { Operation } from './operation.js';
import { elementwise } from './operations/elementwise.js';
import { losses } from './operations/losses.js';
import { products } from './operations/products.js';
import { rearrangements } from './operations/rearrangements.js';
import { reductions } from './operations/reductions.js';
import { transformerStep } from './transformer-step.js';

/** Single precision, and approximations of erf that are good to 1.5e-7. */
const TOLERANCE = 2e-5;
const DIFFERENCE = 1e-5;

/**
 * The operations that training a transformer takes, on the backend that runs: values and gradients against the same
 * computed in double precision in plain JavaScript, equal bits on repetition, and no tensor left behind.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { engineConformance } from '@tomoni/testing';
 *
 * await tf.setBackend('cpu');
 * for (const { name, run } of engineConformance()) await run().catch((error) => console.log(name, error));
 * ```
 */
export function engineConformance(): readonly ConformanceCase[] {
  const operations = [...elementwise, ...products, ...reductions, ...rearrangements, ...losses];
  return [
    ...operations.map((operation) =>
      conformanceCase(
        `${operation.name}: values${operation.differentiable === false ? '' : ' and gradients'}`,
        () => checkOperation(operation),
      ),
    ),
    conformanceCase('a training step repeats with equal bits', async () => {
      const first = await transformerStep();
      for (let i = 0; i < 3; i++) expectSame(await transformerStep(), first, 'Repetition gives other bits.');
    }),
    conformanceCase('a training step leaves no tensors behind', async () => {
      const { tensors } = await countTensors(transformerStep);
      expect(tensors === 0, `It leaves ${tensors} tensors behind.`);
    }),
    conformanceCase('tensors without entries pass', async () => {
      const [product, rows] = tf.tidy(() => [
        tf.matMul(tf.zeros([0, 3]), tf.zeros([3, 2])),
        tf.gather(tf.zeros([4, 3]), tf.tensor1d([], 'int32')),
      ]);
      expectSame(
        [product?.shape, rows?.shape],
        [
          [0, 2],
          [0, 3],
        ],
        'They get another shape.',
      );
      expectSame((await product?.data())?.length, 0, 'They get entries.');
      tf.dispose([product, rows] as tf.Tensor[]);
    }),
  ];
}

async function checkOperation({ inputs, engine, plain, differentiable = true }: Operation): Promise<void> {
  const expected = plain(...inputs);
  const seed = sample(expected.shape, 99);
  const { value, gradients } = tf.tidy(() => {
    const tensors = inputs.map(tensorOf);
    const weighted = (...xs: tf.Tensor[]) =>
      engine(...xs)
        .mul(tensorOf(seed))
        .sum();
    return { value: engine(...tensors), gradients: differentiable ? tf.grads(weighted)(tensors) : [] };
  });
  try {
    expectSame(value.shape, expected.shape, 'The result has another shape.');
    expectSame(Array.from(await value.data()), Array.from(expected.data), 'A value is wrong.', TOLERANCE);
    for (const [which, gradient] of gradients.entries())
      expectSame(
        Array.from(await gradient.data()),
        differences(inputs, which, (...xs) => dot(plain(...xs), seed)),
        `The gradient with respect to input ${which} is wrong.`,
        TOLERANCE,
      );
  } finally {
    tf.dispose([value, ...gradients]);
  }
}

function tensorOf({ shape, data }: NdArray): tf.Tensor {
  return tf.tensor(Float32Array.from(data), [...shape]);
}

function dot(a: NdArray, b: NdArray): number {
  return a.data.reduce((total, entry, i) => total + entry * (b.data[i] as number), 0);
}

/** Slope of a function along each entry of one of its inputs. */
function differences(
  inputs: readonly NdArray[],
  which: number,
  value: (...inputs: NdArray[]) => number,
): number[] {
  const { shape, data } = inputs[which] as NdArray;
  const moved = (entry: number, by: number) =>
    value(
      ...inputs.map((input, i) =>
        i === which ? { shape, data: data.map((x, j) => (j === entry ? x + by : x)) } : input,
      ),
    );
  return Array.from(
    data,
    (_, entry) => (moved(entry, DIFFERENCE) - moved(entry, -DIFFERENCE)) / (2 * DIFFERENCE),
  );
}
