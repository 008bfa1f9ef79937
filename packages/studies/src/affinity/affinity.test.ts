import * as tf from '@tensorflow/tfjs';
import { vectorEncoder } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { classification, regression } from '@tomoni/heads';
import { type AnyHead, createRng } from '@tomoni/spec';
import { type AnyRow, fit, type Plan, sgd } from '@tomoni/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainPlan } from '../../fixtures/plain-plan.js';
import { gradientCosines } from './gradient-cosines.js';
import { tagAffinity } from './tag-affinity.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const weight = [
  [0.5, -0.25, 0.125],
  [-0.5, 0.75, 0.25],
] as const;
const readouts: Readonly<Record<string, readonly number[]>> = {
  alike: [0.5, 0.25],
  twin: [0.5, 0.3],
  contrary: [0.75, -0.5],
};
const rng = createRng(3);
const rows = Array.from({ length: 6 }, () => {
  const text = [rng.normal(), rng.normal(), rng.normal()];
  const sum = text.reduce((total, value) => total + value, 0);
  return { text, alike: sum, twin: sum + 0.1 * rng.normal(), contrary: -sum };
});

const squared = regression({ standardize: false });
const heads = Object.fromEntries(Object.entries(readouts).map(([name, values]) => [name, known(values)]));

/** One linear layer of two units under three regressions, of which the gradients can be written down. */
function linearPlan(changes: Partial<Plan> = {}): Plan {
  const start = vectorEncoder({ inputSize: 3, hiddenSizes: [2], activation: 'tanh', seed: 1 });
  const weights = new Map([
    ['layers.0.weight', { shape: [2, 3], data: Float32Array.from(weight.flat()) }],
    ['layers.0.bias', { shape: [2], data: new Float32Array(2) }],
  ]);
  return plainPlan(start.withWeights(weights), heads, changes);
}

describe('tagAffinity', () => {
  it('is the loss that a step on another task takes away, as written down by hand', async () => {
    const rate = 0.05;
    const before = tf.memory().numTensors;
    const { values, steps } = await tagAffinity(linearPlan(), rows, { rate });
    expect(tf.memory().numTensors).toBe(before);
    expect(steps.map(({ step }) => step)).toEqual([0]);
    for (const recipient of Object.keys(readouts))
      for (const source of Object.keys(readouts)) {
        const moved = afterStep(source, rate);
        const expected = 1 - lossOf(recipient, moved) / lossOf(recipient, startOf());
        expect(values[recipient]?.[source]).toBeCloseTo(expected, 5);
      }
    expect(values.alike?.twin).toBeGreaterThan(0);
    expect(values.alike?.contrary).toBeLessThan(0);
  });

  it('tries the steps of the run where no rate is given, and measures every so many', async () => {
    const plan = linearPlan({
      optimizer: sgd({ encoder: 0.05, heads: 1e-30 }),
      stopping: { ...linearPlan().stopping, maxEpochs: 7, maxSteps: undefined },
    });
    const done: number[] = [];
    const { values, steps } = await tagAffinity(plan, rows, {
      everySteps: 3,
      progress: (count, total) => void done.push(count / total),
    });
    expect(steps.map(({ step }) => step)).toEqual([0, 3, 6]);
    expect(done.at(-1)).toBe(1);
    const first = 1 - lossOf('alike', afterStep('twin', 0.05)) / lossOf('alike', startOf());
    expect(steps[0]?.affinity.alike?.twin).toBeCloseTo(first, 5);
    const mean = steps.reduce((sum, { affinity }) => sum + (affinity.alike?.twin ?? 0), 0) / 3;
    expect(values.alike?.twin).toBeCloseTo(mean, 12);
  });

  it('leaves out tasks that have no label in a step', async () => {
    const plan = linearPlan({
      batching: { ...linearPlan().batching, size: 3 },
      stopping: { ...linearPlan().stopping, maxSteps: undefined },
    });
    const sparse = rows.map((row, i) => (i === 0 ? row : { ...row, contrary: undefined }));
    const { values, steps } = await tagAffinity(plan, sparse, { rate: 0.05, everySteps: 1 });
    const counted = steps.filter(({ affinity }) => affinity.contrary !== undefined);
    expect(steps).toHaveLength(2);
    expect(counted).toHaveLength(1);
    expect(values.contrary?.alike).toBe(counted[0]?.affinity.contrary?.alike);
    expect(values.alike?.twin).toBeDefined();
  });

  it('refuses what it cannot measure', async () => {
    await expect(tagAffinity(linearPlan(), rows, { rate: 0 })).rejects.toThrow(/learning rate 0/);
    await expect(tagAffinity(linearPlan(), rows, { everySteps: 0 })).rejects.toThrow(/Every 0 steps/);
    const { encoder } = linearPlan();
    await expect(tagAffinity(plainPlan(encoder, { alike: squared }), rows)).rejects.toThrow(/single task/);
  });
});

describe('gradientCosines', () => {
  it('are those of the gradients written down by hand, by layer and over all', async () => {
    const { values, blocks, steps } = gradientCosines(await recordsOf(linearPlan(), rows));
    expect(blocks.map(({ block }) => block)).toEqual(['layer 1']);
    expect(steps).toBe(1);
    for (const one of Object.keys(readouts))
      for (const other of Object.keys(readouts)) {
        const expected = one === other ? undefined : cosine(gradientOf(one), gradientOf(other));
        if (expected === undefined) expect(values[one]?.[other]).toBeUndefined();
        else expect(values[one]?.[other]).toBeCloseTo(expected, 5);
        expect(blocks[0]?.cosines[one]?.[other]).toBe(values[one]?.[other]);
      }
  });

  it('tell layers apart that only some tasks reach', async () => {
    const encoder = vectorEncoder({ inputSize: 3, hiddenSizes: [4, 2], activation: 'tanh', seed: 1 });
    const plan = plainPlan(encoder, { ...heads, low: squared, kind: classification() });
    const low = plan.tasks.map((task) => (task.name === 'low' ? { ...task, layer: 1 } : task));
    const labelled = rows.map((row, i) => ({ ...row, low: row.alike, kind: i % 2 === 0 ? 'even' : 'odd' }));
    const { blocks } = gradientCosines(await recordsOf({ ...plan, tasks: low }, labelled));
    expect(blocks.map(({ block }) => block)).toEqual(['layer 1', 'layer 2']);
    expect(blocks[0]?.cosines.low?.alike).toBeDefined();
    expect(blocks[1]?.cosines.low?.alike).toBeUndefined();
    expect(blocks[1]?.cosines.kind?.alike).toBeDefined();
  });

  it('average over the steps of a run', async () => {
    const plan = linearPlan({
      optimizer: sgd(0.05),
      stopping: { ...linearPlan().stopping, maxEpochs: 3, maxSteps: undefined },
    });
    const records = await recordsOf(plan, rows);
    expect(records).toHaveLength(3);
    const own = records.map((record) => gradientCosines([record]).values.alike?.contrary as number);
    const { values } = gradientCosines(records);
    expect(values.alike?.contrary).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / 3, 12);
    expect(() => gradientCosines([])).toThrow(/No step of the run/);
  });
});

interface Layer {
  readonly weight: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

function startOf(): Layer {
  return { weight, bias: [0, 0] };
}

function hidden({ weight: w, bias }: Layer, x: readonly number[]): number[] {
  return w.map((row, k) =>
    Math.tanh(row.reduce((sum, value, i) => sum + value * (x[i] as number), bias[k] ?? 0)),
  );
}

function residual(task: string, layer: Layer, row: (typeof rows)[number]): number {
  const output = hidden(layer, row.text).reduce((sum, h, k) => sum + h * (readouts[task]?.[k] as number), 0);
  return output - row[task as 'alike'];
}

function lossOf(task: string, layer: Layer): number {
  return rows.reduce((sum, row) => sum + residual(task, layer, row) ** 2, 0) / rows.length;
}

/** Weights row by row, then biases. */
function gradientOf(task: string): number[] {
  const gradient = new Array<number>(8).fill(0);
  for (const row of rows) {
    const error = (2 * residual(task, startOf(), row)) / rows.length;
    for (const [k, h] of hidden(startOf(), row.text).entries()) {
      const inner = error * (readouts[task]?.[k] as number) * (1 - h * h);
      for (const [i, x] of [...row.text, 1].entries()) {
        const place = i < 3 ? 3 * k + i : 6 + k;
        gradient[place] = (gradient[place] as number) + inner * x;
      }
    }
  }
  return gradient;
}

function afterStep(task: string, rate: number): Layer {
  const gradient = gradientOf(task);
  return {
    weight: weight.map((row, k) => row.map((value, i) => value - rate * (gradient[3 * k + i] as number))),
    bias: [0, 1].map((k) => -rate * (gradient[6 + k] as number)),
  };
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const product = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

async function recordsOf(plan: Plan, data: readonly AnyRow[]) {
  const model = await fit(plan, data, { gradients: { everySteps: 1 } });
  model.dispose();
  return model.history.gradients ?? [];
}

/** A regression that starts from a known readout. */
function known(values: readonly number[]): AnyHead {
  return {
    ...squared,
    fit: (labels) => {
      const fitted = squared.fit(labels);
      return {
        ...fitted,
        build: (context) => {
          const module = fitted.build(context);
          for (const variable of Object.values(module.variables))
            tf.tidy(() =>
              variable.assign(
                variable.rank > 1 ? tf.tensor([...values], variable.shape) : tf.zeros(variable.shape),
              ),
            );
          return module;
        },
      };
    },
  };
}
