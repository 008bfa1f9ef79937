import type { Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BACKEND_NAME } from '../../backend/onnxruntime-backend.js';
import { registerOnnxRuntime } from '../../backend/register.js';
import type { AdamAttributes } from './adam-step.js';

const attributes: AdamAttributes = {
  rate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  steps: 1,
  weightDecay: 0,
  scale: 1,
};

/** Sizes of less than a piece, of whole ones, and of several and a rest. */
const sizes = [3, 4096, 8192, 600_001];

interface Adam {
  readonly variable: Variable;
  readonly firstMoment: Variable;
  readonly secondMoment: Variable;
}

beforeAll(registerOnnxRuntime);
beforeEach(() => tf.setBackend(BACKEND_NAME));

const numbers = (size: number, seed: number) =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898 + seed) + 0.1 * seed);

function adam(size: number): Adam {
  const variable = (values: Float32Array) => tf.tidy(() => tf.variable(tf.tensor1d(values).mul(1)));
  return {
    variable: variable(numbers(size, 1)),
    firstMoment: variable(new Float32Array(size)),
    secondMoment: variable(new Float32Array(size)),
  };
}

function step(state: Adam, gradient: Float32Array, changes: Partial<AdamAttributes> = {}): void {
  tf.tidy(() => {
    const inputs = { ...state, gradient: tf.tensor1d(gradient) };
    tf.engine().runKernel('AdamStep', { ...inputs }, { ...attributes, ...changes });
  });
}

/** torch.optim.AdamW in float64. */
function expectedSteps(
  size: number,
  gradients: readonly Float32Array[],
  options: AdamAttributes,
): Float64Array {
  const { rate, beta1, beta2, epsilon, weightDecay, scale } = options;
  const values = Float64Array.from(numbers(size, 1));
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  gradients.forEach((gradient, index) => {
    for (let i = 0; i < size; i++) {
      const slope = (gradient[i] as number) * scale;
      values[i] = (values[i] as number) * (1 - rate * weightDecay);
      first[i] = beta1 * (first[i] as number) + (1 - beta1) * slope;
      second[i] = beta2 * (second[i] as number) + (1 - beta2) * slope * slope;
      const firstHat = (first[i] as number) / (1 - beta1 ** (index + 1));
      const secondHat = (second[i] as number) / (1 - beta2 ** (index + 1));
      values[i] = (values[i] as number) - (rate * firstHat) / (Math.sqrt(secondHat) + epsilon);
    }
  });
  return values;
}

function largestDifference(actual: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < wanted.length; i++)
    most = Math.max(most, Math.abs((wanted[i] as number) - (actual[i] as number)));
  return most;
}

describe('AdamStep', () => {
  it.each(sizes)('steps %i elements as the published formula does', (size) => {
    for (const changes of [{}, { weightDecay: 0.1, scale: 0.25, beta2: 0.98 }]) {
      const gradients = [2, 3, 4].map((seed) => numbers(size, seed));
      const state = adam(size);
      gradients.forEach((gradient, index) => {
        step(state, gradient, { ...changes, steps: index + 1 });
      });
      const wanted = expectedSteps(size, gradients, { ...attributes, ...changes });
      expect(largestDifference(state.variable.dataSync(), wanted)).toBeLessThan(1e-6);
      tf.dispose({ ...state });
    }
  });

  it.each(sizes)('leaves what shares a storage of %i elements as it was', (size) => {
    const { numTensors } = tf.memory();
    const initial = tf.tensor1d(numbers(size, 1));
    const state: Adam = {
      variable: tf.variable(initial),
      firstMoment: tf.tidy(() => tf.variable(tf.zeros([size]))),
      secondMoment: tf.tidy(() => tf.variable(tf.zeros([size]))),
    };
    const handedOut = state.firstMoment.dataSync();
    step(state, numbers(size, 2));
    const copy = state.variable.clone();
    const kept = Float32Array.from(copy.dataSync());
    step(state, numbers(size, 3), { steps: 2 });
    expect(largestDifference(initial.dataSync(), numbers(size, 1))).toBe(0);
    expect(largestDifference(copy.dataSync(), kept)).toBe(0);
    expect(handedOut.every((value) => value === 0)).toBe(true);
    const wanted = expectedSteps(size, [numbers(size, 2), numbers(size, 3)], attributes);
    expect(largestDifference(state.variable.dataSync(), wanted)).toBeLessThan(1e-6);
    tf.dispose([initial, copy, ...Object.values(state)]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('makes and loses no tensor', () => {
    const state = adam(140_000);
    const gradient = numbers(140_000, 2);
    step(state, gradient);
    const { numTensors, numDataBuffers } = tf.memory();
    for (let steps = 2; steps < 5; steps++) step(state, gradient, { steps });
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    tf.dispose({ ...state });
  });

  it('refuses a gradient of another size', () => {
    const state = adam(4);
    expect(() => step(state, numbers(3, 1))).toThrow(/gradient of 3 elements for a variable of 4/);
    tf.dispose({ ...state });
  });
});
