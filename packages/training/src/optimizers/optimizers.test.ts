import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam, adamW } from './adam.js';
import type { OptimizerMethod, TrainedParameter } from './optimizer.js';
import { sgd } from './sgd.js';

type Values = Readonly<Record<string, readonly number[]>>;
type Fixture = {
  shapes: Readonly<Record<string, number[]>>;
  start: Values;
  gradients: readonly Readonly<Record<string, readonly number[] | null>>[];
  factors: readonly number[];
  cases: Readonly<Record<string, readonly Values[]>>;
};
const fixture: Fixture = JSON.parse(readFileSync(new URL('./fixtures/steps.json', import.meta.url), 'utf8'));
const names = Object.keys(fixture.shapes);

function makeParameters(): TrainedParameter[] {
  return names.map((name) => ({
    name: `heads/${name}`,
    group: name === 'sometimes' ? 'heads' : 'encoder',
    layer: 2,
    depth: 2,
    decay: name !== 'bias',
    variable: tf.tidy(() => tf.variable(tf.tensor([...(fixture.start[name] ?? [])], fixture.shapes[name]))),
  }));
}

function gradientsOf(step: number): (tf.Tensor | null)[] {
  return names.map((name) => {
    const values = fixture.gradients[step]?.[name];
    return values ? tf.tensor([...values], fixture.shapes[name]) : null;
  });
}

function apply(optimizer: ReturnType<OptimizerMethod['create']>, step: number): void {
  const gradients = gradientsOf(step);
  optimizer.apply(gradients, fixture.factors[step] as number);
  tf.dispose(gradients.filter((gradient) => gradient !== null));
}

/** The largest difference to PyTorch, relative to the largest value of the parameter. */
function largestError(parameters: readonly TrainedParameter[], expected: Values): number {
  return Math.max(
    ...parameters.map(({ variable }, i) => {
      const reference = expected[names[i] as string] as readonly number[];
      const scale = Math.max(...reference.map(Math.abs));
      return (
        Math.max(...Array.from(variable.dataSync(), (x, j) => Math.abs(x - (reference[j] as number)))) / scale
      );
    }),
  );
}

const apart = { encoder: 5e-3, heads: 2e-2 };
const methods: Readonly<Record<string, OptimizerMethod>> = {
  adam: adam(1e-2),
  'adam, other betas': adam(apart, { beta1: 0.8, beta2: 0.98, epsilon: 1e-6 }),
  adamW: adamW(apart, { weightDecay: 0.1 }),
  sgd: sgd(1e-2, { weightDecay: 0.1 }),
  'sgd, momentum': sgd(apart, { momentum: 0.9 }),
  'sgd, nesterov': sgd(apart, { momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(Object.entries(methods))('%s', (name, method) => {
  it('steps as PyTorch does, parameters without a gradient left alone', () => {
    const parameters = makeParameters();
    const optimizer = method.create(parameters);
    fixture.cases[name]?.forEach((expected, step) => {
      apply(optimizer, step);
      expect(largestError(parameters, expected)).toBeLessThan(1e-6);
    });
    expect(fixture.cases[name]).toHaveLength(3);
    optimizer.dispose();
    tf.dispose(parameters.map((parameter) => parameter.variable));
  });

  it('goes on from its saved state to the same bits', async () => {
    const straight = makeParameters();
    const optimizer = method.create(straight);
    for (const step of [0, 1, 2]) apply(optimizer, step);

    const stopped = makeParameters();
    const before = method.create(stopped);
    for (const step of [0, 1]) apply(before, step);
    const state = await before.state();
    before.dispose();
    const after = method.create(stopped);
    after.restore(state);
    apply(after, 2);

    for (const [i, parameter] of straight.entries())
      expect(stopped[i]?.variable.dataSync()).toEqual(parameter.variable.dataSync());
    for (const held of [optimizer, after]) held.dispose();
    tf.dispose([...straight, ...stopped].map((parameter) => parameter.variable));
  });

  it('holds the same tensors after every step, and none when disposed of', () => {
    const parameters = makeParameters();
    const before = tf.memory().numTensors;
    const optimizer = method.create(parameters);
    const held = tf.memory().numTensors;
    for (const step of [0, 1, 2, 0, 1, 2]) apply(optimizer, step);
    expect(tf.memory().numTensors).toBe(held);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose(parameters.map((parameter) => parameter.variable));
  });
});

describe('saved state', () => {
  it('names each slot after its parameter', async () => {
    const parameters = makeParameters();
    const optimizer = adam(1e-2).create(parameters);
    apply(optimizer, 0);
    const state = await optimizer.state();
    expect([...state.keys()].slice(0, 3)).toEqual([
      'heads/kernel.steps',
      'heads/kernel.first-moment',
      'heads/kernel.second-moment',
    ]);
    expect(state.get('heads/kernel.steps')?.data).toEqual(Int32Array.of(1));
    expect(state.get('heads/sometimes.steps')?.data).toEqual(Int32Array.of(0));

    const other = adam(1e-2).create(parameters.slice(0, 2));
    expect(() => other.restore(state)).toThrow("'heads/sometimes.steps' belongs to no trained parameter");
    const fewer = new Map([...state].filter(([name]) => name !== 'heads/bias.first-moment'));
    expect(() => optimizer.restore(fewer)).toThrow("'heads/bias.first-moment' is not in the checkpoint");
    const reshaped = new Map(state).set('heads/bias.first-moment', { shape: [5], data: new Float32Array(5) });
    expect(() => optimizer.restore(reshaped)).toThrow('has the shape [5] in the checkpoint, not [4]');
    for (const held of [optimizer, other]) held.dispose();
    tf.dispose(parameters.map((parameter) => parameter.variable));
  });
});

describe('learning rates', () => {
  const at = (group: TrainedParameter['group'], layer: number) => ({
    name: 'x',
    group,
    layer,
    depth: 12,
    decay: true,
  });

  it('differ by part', () => {
    const method = adam({ encoder: 5e-5, heads: 1e-4 });
    expect(method.learningRate(at('encoder', 3))).toBe(5e-5);
    expect(method.learningRate(at('heads', 12))).toBe(1e-4);
    expect(method.learningRate(at('sharing', 12))).toBe(1e-4);
    expect(adam({ encoder: 0, heads: 1, sharing: 2 }).learningRate(at('sharing', 12))).toBe(2);
  });

  it('fall from layer to layer', () => {
    const method = adamW({ encoder: 1e-3, heads: 1e-3, layerDecay: 0.5 });
    expect(method.learningRate(at('encoder', 12))).toBe(1e-3);
    expect(method.learningRate(at('encoder', 10))).toBe(2.5e-4);
    expect(method.learningRate(at('encoder', 0))).toBeCloseTo(1e-3 / 4096, 12);
  });

  it('are a function of the layer', () => {
    const method = sgd({ encoder: (layer, depth) => layer / depth, heads: 1 });
    expect(method.learningRate(at('encoder', 6))).toBe(0.5);
  });

  it.each([
    [() => adam(-1), 'learning rate is -1'],
    [() => adam({ encoder: Number.NaN, heads: 1 }), 'learning rate of the encoder is NaN'],
    [() => adam({ encoder: 1, heads: 1, layerDecay: 1.1 }), 'layer decay 1.1'],
    [() => adam(1, { beta2: 1 }), "'beta2' of the optimizer is 1"],
    [() => adamW(1, { weightDecay: -1 }), "'weightDecay' of the optimizer is -1"],
    [() => sgd(1, { nesterov: true }), 'above 0 where nesterov is set'],
  ])('are refused where they make no sense', (make, sentence) => {
    expect(make).toThrow(sentence);
  });
});
