import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import type { Gramian, Weighting, WeightingMethod } from '@tomoni/spec';
import { fit, type Plan } from '@tomoni/training';
import { equal } from '@tomoni/weighting';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const rows = smallRows(24, 1);
const memory = { state: () => null, restore: () => undefined };

function method(weighting: Weighting): WeightingMethod {
  return { name: 'test', description: 'test', create: () => weighting };
}

/** Predictions after a few steps: they depend on every trained parameter. */
async function trained(changes: Partial<Plan>) {
  const plan = smallPlan({
    tasks: smallTasks.slice(0, 3),
    stopping: { ...smallPlan().stopping, maxSteps: 3 },
    ...changes,
  });
  const before = tf.memory().numTensors;
  const model = await fit(plan, rows, { seed: 2 });
  const predictions = await model.predict(['the film was very good', 'a book']);
  const { entries } = model.history;
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return { lengths: predictions.map(({ length }) => length as number), weights: entries[0]?.weights };
}

describe('a weighting by gradients', () => {
  it.each(['all', 'layer'] as const)('of ones is the plain sum of losses (scope %s)', async (scope) => {
    const ones = method({
      ...memory,
      needs: 'gramian',
      scope,
      weigh: ({ size }) => new Float64Array(size).fill(1),
    });
    const { lengths, weights } = await trained({ weighting: ones });
    const plain = await trained({ weighting: equal() });
    expect(weights).toEqual({ mood: 1, length: 1, nouns: 1 });
    for (const [i, length] of lengths.entries()) expect(length).toBeCloseTo(plain.lengths[i] as number, 4);
  });

  it('is given the inner products of the shared gradients: symmetric, positive on the diagonal', async () => {
    const seen: Gramian[] = [];
    const watch = method({
      ...memory,
      needs: 'gramian',
      scope: 'all',
      weigh: (gramian) => {
        seen.push(gramian);
        return new Float64Array(gramian.size).fill(1);
      },
    });
    await trained({ weighting: watch });
    expect(seen).toHaveLength(3);
    for (const { size, values } of seen) {
      expect(size).toBe(3);
      const at = (row: number, column: number) => values[row * size + column] as number;
      for (let a = 0; a < size; a++) {
        expect(at(a, a)).toBeGreaterThan(0);
        for (let b = 0; b < size; b++) {
          expect(at(a, b)).toBeCloseTo(at(b, a), 6);
          expect(at(a, b) ** 2).toBeLessThanOrEqual(at(a, a) * at(b, b) * 1.0001);
        }
      }
    }
  });

  it('is given zero rows for a task that is absent from the batch', async () => {
    const [mood, length] = smallTasks;
    const seen: { gramian: Gramian; present: readonly boolean[] }[] = [];
    const watch = method({
      ...memory,
      needs: 'gramian',
      scope: 'all',
      weigh: (gramian, { present }) => {
        seen.push({ gramian, present });
        return Float64Array.from(present, (there) => (there ? 1 : 0));
      },
    });
    const own = smallRows(8, 9);
    const tasks = [mood, { ...length, data: { train: own } }] as typeof smallTasks;
    await trained({ weighting: watch, tasks });
    for (const { gramian, present } of seen)
      for (const [task, there] of present.entries())
        expect((gramian.values[task * 2 + task] as number) > 0).toBe(there);
  });

  it('by the Jacobian sums to the plain sum of losses', async () => {
    const sum = method({ ...memory, needs: 'jacobian', aggregate: (block) => tf.sum(block, 0) });
    const { lengths } = await trained({ weighting: sum });
    const plain = await trained({ weighting: equal() });
    for (const [i, length] of lengths.entries()) expect(length).toBeCloseTo(plain.lengths[i] as number, 4);
  });

  it('is refused over accumulated batches, and with a weight that is not a number', async () => {
    const ones = (value: number) =>
      method({
        ...memory,
        needs: 'gramian',
        scope: 'all',
        weigh: ({ size }) => new Float64Array(size).fill(value),
      });
    const batching = { ...smallPlan().batching, accumulate: 2 };
    await expect(fit(smallPlan({ weighting: ones(1), batching }), rows)).rejects.toThrow(/2 accumulated/);
    await expect(fit(smallPlan({ weighting: ones(Number.NaN) }), rows)).rejects.toThrow(/weight NaN/);
    const more = method({ ...memory, needs: 'losses', extra: 'batches', weigh: (losses) => losses });
    await expect(fit(smallPlan({ weighting: more }), rows)).rejects.toThrow(/'batches'/);
  });
});

describe('a weighting by losses', () => {
  it('sees the losses of the whole accumulation window, once per update', async () => {
    const seen: number[][] = [];
    const watch = method({
      ...memory,
      needs: 'losses',
      weigh: (losses, { losses: same }) => {
        seen.push([...losses]);
        expect([...same]).toEqual([...losses]);
        return new Float64Array(losses.length).fill(1);
      },
    });
    const batching = { size: 4, accumulate: 3, byLength: false, evaluationSize: 8 };
    await trained({ weighting: watch, batching });
    expect(seen).toHaveLength(2 + 1);
    for (const losses of seen) for (const loss of losses) expect(loss).toBeGreaterThan(0);
  });
});
