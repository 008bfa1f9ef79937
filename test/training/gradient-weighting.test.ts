import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import type {
  GradientBlock,
  GradientRecord,
  Gramian,
  GramianWeighting,
  ValidationProducts,
  Weighting,
  WeightingMethod,
} from '@tomoni/spec';
import { fit, type Plan, sgd, type TaskPlan } from '@tomoni/training';
import { equal, ratio } from '@tomoni/weighting';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallEncoder, smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const rows = smallRows(24, 1);
const validation = smallRows(8, 2);
const memory = { state: () => null, restore: () => undefined };

function method(weighting: Weighting): WeightingMethod {
  return { name: 'test', description: 'test', create: () => weighting };
}

/** A weighting of ones by inner products, and all that it was given. */
function watching(options: Partial<Pick<GramianWeighting, 'scope' | 'at' | 'extra'>> = {}) {
  const seen: Gramian[] = [];
  const weighting = method({
    ...memory,
    needs: 'gramian',
    scope: 'all',
    ...options,
    weigh: (gramian) => {
      seen.push(gramian);
      return new Float64Array(gramian.size).fill(1);
    },
  });
  return { seen, weighting };
}

/** Predictions after a few steps: they depend on every trained parameter. */
async function trained(changes: Partial<Plan>, held?: typeof rows) {
  const plan = smallPlan({
    tasks: smallTasks.slice(0, 3),
    stopping: { ...smallPlan().stopping, maxSteps: 3 },
    ...changes,
  });
  const before = tf.memory().numTensors;
  const model = await fit(plan, rows, { seed: 2, ...(held === undefined ? {} : { validation: held }) });
  const predictions = await model.predict(['the film was very good', 'a book']);
  const { entries } = model.history;
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return { lengths: predictions.map(({ length }) => length as number), weights: entries[0]?.weights };
}

describe('a weighting by gradients', () => {
  it.each(['all', 'layer'] as const)('of ones is the plain sum of losses (scope %s)', async (scope) => {
    const { lengths, weights } = await trained({ weighting: watching({ scope }).weighting });
    const plain = await trained({ weighting: equal() });
    expect(weights).toEqual({ mood: 1, length: 1, nouns: 1 });
    for (const [i, length] of lengths.entries()) expect(length).toBeCloseTo(plain.lengths[i] as number, 4);
  });

  it('is given the inner products of the shared gradients: symmetric, positive on the diagonal', async () => {
    const { seen, weighting } = watching();
    await trained({ weighting });
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

  it.each(['parameters', 'representation'] as const)(
    'of ones over accumulated batches is the plain sum of losses (at the %s)',
    async (at) => {
      const batching = { ...smallPlan().batching, size: 4, accumulate: 2 };
      const { weighting } = watching({ at });
      const { lengths } = await trained({ weighting, batching });
      const plain = await trained({ weighting: equal(), batching });
      for (const [i, length] of lengths.entries()) expect(length).toBeCloseTo(plain.lengths[i] as number, 4);
    },
  );

  it('is given the same inner products for a batch as for its accumulated halves', async () => {
    const { seen, weighting } = watching();
    const still = {
      weighting,
      encoder: smallEncoder(1, 0),
      tasks: smallTasks.slice(0, 3).map((task) => ({ ...task, dropout: 0 })),
      stopping: { ...smallPlan().stopping, maxSteps: 1 },
    };
    const batching = { size: 24, accumulate: 1, byLength: false, evaluationSize: 8 };
    await trained({ ...still, batching });
    await trained({ ...still, batching: { ...batching, size: 12, accumulate: 2 } });
    const [whole, halves] = seen as [Gramian, Gramian];
    for (const [i, value] of whole.values.entries())
      expect(Math.abs(value - (halves.values[i] as number))).toBeLessThan(1e-4 * (whole.values[0] as number));
  });

  it('balances what two tasks reach at least: with heads on layers 1 and 2 the layers up to 1', async () => {
    const [mood, , nouns] = smallTasks as [TaskPlan, TaskPlan, TaskPlan];
    const { seen, weighting } = watching({ scope: 'layer' });
    const plan = smallPlan({
      weighting,
      tasks: [mood, { ...nouns, layer: 1 }],
      stopping: { ...smallPlan().stopping, maxSteps: 1 },
    });
    (await fit(plan, rows)).dispose();
    expect(seen.map(({ block }) => block).sort()).toEqual(['layer 0', 'layer 1']);
  });

  it('at the representation sees tasks that read the same states, and keeps apart those that read another view', async () => {
    const { seen, weighting } = watching({ at: 'representation' });
    const before = tf.memory().numTensors;
    (await fit(smallPlan({ weighting, stopping: { ...smallPlan().stopping, maxSteps: 1 } }), rows)).dispose();
    expect(tf.memory().numTensors).toBe(before);
    const [{ size, values }] = seen as [Gramian];
    const at = (row: number, column: number) => values[row * size + column] as number;
    for (let task = 0; task < size; task++) expect(at(task, task)).toBeGreaterThan(0);
    expect(at(0, 1)).not.toBe(0);
    expect(at(1, 0)).toBe(at(0, 1));
    for (const other of [0, 1, 2]) expect(at(other, 3)).toBe(0);
  });

  it('by the Jacobian at the representation sums to the plain sum of losses', async () => {
    const sum = method({
      ...memory,
      needs: 'jacobian',
      at: 'representation',
      aggregate: (block) => tf.sum(block, 0),
    });
    const { lengths } = await trained({ weighting: sum });
    const plain = await trained({ weighting: equal() });
    for (const [i, length] of lengths.entries()) expect(length).toBeCloseTo(plain.lengths[i] as number, 4);
  });

  it('is refused with a weight that is not a number', async () => {
    const nan = method({
      ...memory,
      needs: 'gramian',
      scope: 'all',
      weigh: ({ size }) => new Float64Array(size).fill(Number.NaN),
    });
    await expect(fit(smallPlan({ weighting: nan }), rows)).rejects.toThrow(/weight NaN/);
  });
});

describe('a weighting that asks for more', () => {
  const ones = (size: number) => new Float64Array(size).fill(1);

  it('is given the losses after the update, with the same dropout', async () => {
    const pairs: { before: number[]; after: number[] }[] = [];
    const watch = method({
      ...memory,
      needs: 'losses',
      extra: 'after-update',
      weigh: ({ length }) => ones(length),
      afterUpdate: (after, step) => pairs.push({ before: [...step.losses], after: [...after] }),
    });
    await trained({ weighting: watch, optimizer: sgd(1e-30) });
    expect(pairs).toHaveLength(3);
    for (const { before, after } of pairs) expect(after).toEqual(before);
    pairs.length = 0;
    await trained({ weighting: watch });
    for (const { before, after } of pairs)
      expect(total(after.filter(Number.isFinite))).toBeLessThan(total(before.filter(Number.isFinite)));
  });

  it('is given inner products of two further batches', async () => {
    const { seen, weighting } = watching({ extra: 'batches' });
    const { lengths } = await trained({ weighting });
    const plain = await trained({ weighting: equal() });
    for (const [i, length] of lengths.entries()) expect(length).toBeCloseTo(plain.lengths[i] as number, 4);
    const again = seen.slice();
    await trained({ weighting });
    expect(seen.slice(3)).toEqual(again);
    for (const { size, values } of again) expect(values[1]).not.toBe(values[size]);
  });

  it('is given validation products, after a trial step that leaves no trace', async () => {
    const seen: ValidationProducts[] = [];
    const watch = method({
      ...memory,
      needs: 'losses',
      readsLosses: false,
      extra: 'validation',
      validation: {
        tasks: 'all',
        head: 'own',
        trial: ({ present }) => ones(present.length),
        ahead: { steps: 2, weights: ({ present }) => ones(present.length) },
      },
      weigh: ({ length }, { validation }) => {
        if (validation !== undefined) seen.push(validation);
        return ones(length);
      },
    });
    const judged = await trained({ weighting: watch }, validation);
    const plain = await trained({ weighting: equal() }, validation);
    expect(judged.lengths).toEqual(plain.lengths);
    expect(seen).toHaveLength(3);
    for (const { size, norms, own, present, rate, lossesAhead } of seen) {
      expect(present).toEqual([true, true, true]);
      expect(rate).toBe(2e-3);
      expect(lossesAhead?.every(Number.isFinite)).toBe(true);
      for (let task = 0; task < size; task++) {
        expect((own?.validation[task * size + task] as number) ** 0.5).toBeCloseTo(norms[task] as number, 9);
        expect(own?.training[task * size + task]).toBeGreaterThan(0);
      }
    }
  });

  it('may put validation gradients into the update', async () => {
    const only = (training: number, held: number) =>
      method({
        ...memory,
        needs: 'losses',
        extra: 'validation',
        validation: { tasks: 'all', head: 'own' },
        weigh: ({ length }) => new Float64Array(length).fill(training),
        weighValidation: ({ present }) => new Float64Array(present.length).fill(held),
      });
    const none = await trained({ weighting: only(0, 0), optimizer: sgd(0.1) }, validation);
    const some = await trained({ weighting: only(0, 1), optimizer: sgd(0.1) }, validation);
    expect(some.lengths).not.toEqual(none.lengths);
    const plain = await trained({ weighting: only(1, 0) }, validation);
    expect(plain.lengths).toEqual((await trained({ weighting: equal() }, validation)).lengths);
  });
});

describe('the comparison of gradients', () => {
  it('is told every few steps, and stays in the history', async () => {
    const records: GradientRecord[] = [];
    const plan = smallPlan({ tasks: smallTasks.slice(0, 3), weighting: ratio(6, 4) });
    const model = await fit(plan, rows, {
      seed: 2,
      gradients: { everySteps: 2 },
      callbacks: [(event) => void (event.type === 'gradients' && records.push(event.record))],
    });
    model.dispose();
    expect(model.history.gradients).toEqual(records);
    expect(records.map(({ step }) => step)).toEqual([1, 3, 5]);
    for (const { tasks, weights, blocks } of records) {
      expect(tasks).toEqual(['mood', 'length', 'nouns']);
      expect(weights).toEqual([1, 1 / 3, 1 / 3]);
      expect(blocks.map(({ name }) => name)).toEqual(['all', 'layer 0', 'layer 1', 'layer 2']);
      const [all, ...layers] = blocks as [GradientBlock, ...GradientBlock[]];
      for (const [i, norm] of all.norms.entries()) {
        const squares = layers.map(({ norms }) => (norms[i] as number) ** 2);
        expect(norm ** 2).toBeCloseTo(total(squares), 4);
        expect(all.cosines[i]?.[i]).toBe(1);
        expect(all.magnitudes[i]?.[i]).toBe(1);
      }
      expect(total(all.shares)).toBeCloseTo(1, 12);
      const pulls = all.norms.map((norm, i) => norm * (weights?.[i] as number));
      expect(all.shares[0]).toBeCloseTo((pulls[0] as number) / total(pulls), 12);
    }
  });

  it('changes nothing', async () => {
    const plan = smallPlan({ tasks: smallTasks.slice(0, 3) });
    const [watched, plain] = [
      await fit(plan, rows, { seed: 2, gradients: { everySteps: 1 } }),
      await fit(plan, rows, { seed: 2 }),
    ];
    expect(await watched.predict(['a book'])).toEqual(await plain.predict(['a book']));
    watched.dispose();
    plain.dispose();
  });

  it('is refused with an interval that is none', async () => {
    await expect(fit(smallPlan(), rows, { gradients: { everySteps: 0 } })).rejects.toThrow(/everySteps/);
  });
});

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

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
