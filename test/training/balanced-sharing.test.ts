import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { readSafetensors } from '@tomoni/data';
import { hardSharing } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import type { GradientPlace, Weighting, WeightingMethod } from '@tomoni/spec';
import { fit, type Plan, sgd, type TaskPlan } from '@tomoni/training';
import { equal } from '@tomoni/weighting';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharingWays } from './sharing-ways.js';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';
import { temporaryFolder } from './temporary-folder.js';

const rows = smallRows(24, 1);
const places = ['parameters', 'representation'] as const;
let folder: string;

beforeAll(async () => {
  await useEngine('wasm');
});
temporaryFolder((path) => {
  folder = path;
});

/** Whole texts on layer 2, tokens on layer 1. */
const smallRun = (changes: Partial<Plan>) =>
  smallPlan({
    tasks: smallTasks.slice(0, 3),
    optimizer: sgd(0.05),
    stopping: { ...smallPlan().stopping, maxSteps: 3 },
    ...changes,
  });

function method(weighting: Weighting): WeightingMethod {
  return { name: 'test', description: 'test', create: () => weighting };
}

const stateless = { state: () => null, restore: () => undefined };
const ones: Readonly<Record<string, (at: GradientPlace) => WeightingMethod>> = {
  Gramian: (at) =>
    method({
      ...stateless,
      needs: 'gramian',
      scope: 'all',
      at,
      weigh: ({ size }) => new Float64Array(size).fill(1),
    }),
  Jacobian: (at) => method({ ...stateless, needs: 'jacobian', at, aggregate: (block) => tf.sum(block, 0) }),
};

/** Everything that is trained, after three steps. */
async function trained(changes: Partial<Plan>): Promise<Map<string, Float32Array>> {
  const before = tf.memory().numTensors;
  const model = await fit(smallRun(changes), rows, { seed: 2 });
  await model.save(folder);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
  const parts = await Promise.all(
    ['model', 'heads'].map((name) => readSafetensors(join(folder, `${name}.safetensors`))),
  );
  return new Map(
    parts.flatMap((part) => [...part].map(([name, { data }]) => [name, Float32Array.from(data)])),
  );
}

describe.each(Object.entries({ hard: hardSharing(), ...sharingWays }))(
  'tasks on different layers, shared in the way %s',
  (_, sharing) => {
    it('weighed by ones are trained as by the sum of their losses, wherever gradients are taken', async () => {
      const plain = await trained({ sharing, weighting: equal() });
      for (const at of places)
        for (const [statistic, weighting] of Object.entries(ones)) {
          const found = await trained({ sharing, weighting: weighting(at) });
          expect([...found.keys()]).toEqual([...plain.keys()]);
          for (const [name, values] of plain) {
            const own = found.get(name) as Float32Array;
            const error = Math.max(...values.map((value, i) => Math.abs(value - (own[i] as number))));
            expect([statistic, at, name, error < 1e-5]).toEqual([statistic, at, name, true]);
          }
        }
    });
  },
);

describe('the gradients at the representation of tasks on different layers', () => {
  /** Inner products in the first step: as a Gramian, and of the rows of the Jacobian. */
  async function products(tasks: Plan['tasks']): Promise<readonly [readonly number[], readonly number[]]> {
    const found: number[][] = [];
    const gramian = method({
      ...stateless,
      needs: 'gramian',
      scope: 'all',
      at: 'representation',
      weigh: ({ size, values }) => {
        found.push([...values]);
        return new Float64Array(size).fill(1);
      },
    });
    const rowsOf: number[][] = [];
    const jacobian = method({
      ...stateless,
      needs: 'jacobian',
      at: 'representation',
      aggregate: (block) => {
        rowsOf.push(tf.tidy(() => Array.from(tf.matMul(block, block, false, true).dataSync())));
        return tf.sum(block, 0);
      },
    });
    const stopping = { ...smallPlan().stopping, maxSteps: 1 };
    for (const weighting of [gramian, jacobian])
      (await fit(smallRun({ tasks, weighting, stopping }), rows, { seed: 2 })).dispose();
    const [values = []] = found;
    return [values, values.map((_, i) => rowsOf.reduce((sum, block) => sum + (block[i] as number), 0))];
  }

  const [mood, length, nouns] = smallTasks as readonly [TaskPlan, TaskPlan, TaskPlan];

  it('meet where the layers that both reach end', async () => {
    const [gramian, ofRows] = await products([mood, nouns]);
    const [first = 0, between = 0, , second = 0] = gramian;
    expect(Math.abs(between)).toBeGreaterThan(1e-6 * Math.sqrt(first * second));
    const scale = Math.max(first, second);
    for (const [i, value] of ofRows.entries())
      expect(Math.abs(value - (gramian[i] as number))).toBeLessThan(1e-5 * scale);
  });

  it('do not meet where others share the layers between', async () => {
    const [gramian, ofRows] = await products([mood, length, nouns]);
    const at = (a: number, b: number) => gramian[3 * a + b] as number;
    expect(at(0, 1)).not.toBe(0);
    expect([at(0, 2), at(1, 2)]).toEqual([0, 0]);
    const scale = Math.max(at(0, 0), at(1, 1), at(2, 2));
    for (const [i, value] of ofRows.entries())
      expect(Math.abs(value - (gramian[i] as number))).toBeLessThan(1e-5 * scale);
  });
});
