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
        () => checkOperation(operation, operation.inputs, slopes),
      ),
    ),
    ...operations.flatMap((operation) => {
      const { name, large, differentiable = true } = operation;
      if (large === undefined) return [];
      const clause = `${name}, large: values${differentiable ? ' and gradients along a direction' : ''}`;
      return [conformanceCase(clause, () => checkOperation(operation, large, slopeAlong))];
    }),
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

/** What a gradient should be, and what there is to compare with it. */
type Slopes = (
  inputs: readonly NdArray[],
  which: number,
  value: (...inputs: NdArray[]) => number,
  gradient: ArrayLike<number>,
) => { readonly found: ArrayLike<number>; readonly expected: ArrayLike<number> };

async function checkOperation(
  { engine, plain, differentiable = true }: Operation,
  inputs: readonly NdArray[],
  compare: Slopes,
): Promise<void> {
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
    expectClose(await value.data(), expected.data, 'A value is wrong.');
    for (const [which, gradient] of gradients.entries()) {
      const slope = compare(inputs, which, (...xs) => dot(plain(...xs), seed), await gradient.data());
      expectClose(slope.found, slope.expected, `The gradient with respect to input ${which} is wrong.`);
    }
  } finally {
    tf.dispose([value, ...gradients]);
  }
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, sentence: string): void {
  expectSame(found.length, expected.length, sentence);
  const far = Array.prototype.findIndex.call(
    found,
    (value: number, i) =>
      !(
        Math.abs(value - (expected[i] as number)) <=
        TOLERANCE * Math.max(1, Math.abs(expected[i] as number))
      ),
  );
  if (far >= 0) expectSame(found[far], expected[far], `${sentence.slice(0, -1)} at ${far}.`, TOLERANCE);
}

function tensorOf({ shape, data }: NdArray): tf.Tensor {
  return tf.tensor(Float32Array.from(data), [...shape]);
}

function dot(a: NdArray, b: NdArray): number {
  return a.data.reduce((total, entry, i) => total + entry * (b.data[i] as number), 0);
}

/** The slope along each entry. */
const slopes: Slopes = (inputs, which, value, gradient) => {
  const { data } = inputs[which] as NdArray;
  const along = (entry: number) =>
    valueWith(inputs, which, value, (x, j) => (j === entry ? x + DIFFERENCE : x)) -
    valueWith(inputs, which, value, (x, j) => (j === entry ? x - DIFFERENCE : x));
  return { found: gradient, expected: Array.from(data, (_, entry) => along(entry) / (2 * DIFFERENCE)) };
};

/** The slope along one direction, as a share of what the entries of the gradient add to it. */
const slopeAlong: Slopes = (inputs, which, value, gradient) => {
  const direction = sample((inputs[which] as NdArray).shape, 98).data;
  const at = (step: number) => valueWith(inputs, which, value, (x, j) => x + step * (direction[j] as number));
  const terms = direction.map((entry, i) => entry * (gradient[i] as number));
  const scale = terms.reduce((total, term) => total + Math.abs(term), 0);
  const found = terms.reduce((total, term) => total + term, 0);
  const expected = (at(DIFFERENCE) - at(-DIFFERENCE)) / (2 * DIFFERENCE);
  return { found: [found / scale], expected: [expected / scale] };
};

/** The value with one input changed. */
function valueWith(
  inputs: readonly NdArray[],
  which: number,
  value: (...inputs: NdArray[]) => number,
  change: (entry: number, index: number) => number,
): number {
  return value(
    ...inputs.map((input, i) => (i === which ? { ...input, data: input.data.map(change) } : input)),
  );
}
