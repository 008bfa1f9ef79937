import type { Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BACKEND_NAME } from '../../backend/onnxruntime-backend.js';
import { registerOnnxRuntime } from '../../backend/register.js';

/** The numbers of one step of one variable. */
interface StepNumbers {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly steps: number;
  readonly weightDecay: number;
  readonly scale: number;
}

const attributes: StepNumbers = {
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

function step(state: Adam, gradient: Float32Array, changes: Partial<StepNumbers> = {}): void {
  stepAll([state], [gradient], changes);
}

function stepAll(
  states: readonly Adam[],
  gradients: readonly Float32Array[],
  changes: Partial<StepNumbers> = {},
): void {
  const { rate, steps, weightDecay, ...shared } = { ...attributes, ...changes };
  const each = (value: number) => states.map(() => value);
  tf.tidy(() => {
    const named = states.flatMap((state, i) =>
      Object.entries({ ...state, gradient: tf.tensor1d(gradients[i] as Float32Array) }).map(
        ([name, tensor]) => [`${name}${i}`, tensor] as const,
      ),
    );
    const lists = { rates: each(rate), steps: each(steps), weightDecays: each(weightDecay) };
    tf.engine().runKernel('AdamStep', Object.fromEntries(named), { ...shared, ...lists });
  });
}

/** torch.optim.AdamW in float64. */
function expectedSteps(size: number, gradients: readonly Float32Array[], options: StepNumbers): Float64Array {
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

  it('steps several variables in one call, each as it would be alone', () => {
    const together = sizes.map(adam);
    const alone = sizes.map(adam);
    for (const seed of [2, 3]) {
      const gradients = sizes.map((size) => numbers(size, seed));
      stepAll(together, gradients, { steps: seed - 1 });
      for (const [i, state] of alone.entries())
        step(state, gradients[i] as Float32Array, { steps: seed - 1 });
    }
    for (const [i, state] of together.entries())
      for (const name of ['variable', 'firstMoment', 'secondMoment'] as const)
        expect(largestDifference(state[name].dataSync(), alone[i]?.[name].dataSync() ?? [])).toBe(0);
    tf.dispose([...together, ...alone].map((state) => ({ ...state })));
  });

  it('never writes over what was read between steps, and goes on from what was assigned', () => {
    const state = adam(140_000);
    step(state, numbers(140_000, 2));
    const read = state.variable.dataSync();
    const kept = Float32Array.from(read);
    const part = state.variable.slice(1000, 5000);
    step(state, numbers(140_000, 3), { steps: 2 });
    expect(largestDifference(read, kept)).toBe(0);
    expect(largestDifference(part.dataSync(), kept.subarray(1000, 6000))).toBe(0);
    part.dispose();
    const straight = Float32Array.from(state.variable.dataSync());

    const moments = [state.firstMoment, state.secondMoment].map((moment) => moment.dataSync());
    tf.tidy(() => state.variable.assign(tf.tensor1d(kept)));
    step(state, new Float32Array(140_000), { steps: 3, rate: 0 });
    expect(largestDifference(state.variable.dataSync(), kept)).toBe(0);
    expect(moments.every((moment) => moment.some((value) => value !== 0))).toBe(true);
    expect(largestDifference(straight, kept)).toBeGreaterThan(0);
    tf.dispose({ ...state });
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
