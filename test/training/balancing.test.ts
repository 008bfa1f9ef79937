import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import { fit } from '@tomoni/training';
import { autoLambda, famo, forum, metaTartan, mgda, modo, upgrad } from '@tomoni/weighting';
import { beforeAll, describe, expect, it } from 'vitest';
import { allFacts, trialMethods } from '../../packages/weighting/fixtures/methods.js';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const rows = smallRows(16, 1);
const validation = smallRows(8, 2);
const tasks = smallTasks.slice(0, 3);
const plan = (changes: Parameters<typeof smallPlan>[0]) =>
  smallPlan({ tasks, stopping: { ...smallPlan().stopping, maxSteps: 2 }, ...changes });
const methods = trialMethods(tasks.map(({ name }) => name));

/** Runs two steps; every number that comes out is finite, and no tensor is left. */
async function run(changes: Parameters<typeof smallPlan>[0], own = rows) {
  const before = tf.memory().numTensors;
  const model = await fit(plan(changes), own, { validation, seed: 2 });
  for (const { length = 0 } of await model.predict(['a film']))
    expect(Number.isFinite(length as number)).toBe(true);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
}

describe('a run of two steps', () => {
  it.each(Object.values(methods).flat())('$name: $description', async (weighting) => {
    await run({ weighting });
  });

  const batching = { ...smallPlan().batching, size: 4, accumulate: 2 };
  it.each(Object.keys(methods))('of two batches each: %s', async (name) => {
    for (const weighting of methods[name]?.slice(0, 1) ?? []) await run({ weighting, batching });
  });

  it('at the representation, of two batches each', async () => {
    for (const weighting of Object.values(methods).flat())
      if (weighting.description.includes('at the representation')) await run({ weighting, batching });
  });
});

describe('tasks', () => {
  const some = [
    upgrad(),
    mgda({ at: 'representation' }),
    modo(),
    famo(),
    autoLambda(),
    forum(),
    metaTartan(),
  ];

  it.each(some)('alone: $name', async (weighting) => {
    await run({ weighting, tasks: tasks.slice(0, 1) });
  });

  it.each(some)('with data of their own, so that most are absent: $name', async (weighting) => {
    const [mood, length, nouns] = tasks as [
      (typeof tasks)[number],
      (typeof tasks)[number],
      (typeof tasks)[number],
    ];
    const apart = [
      mood,
      { ...length, data: { train: smallRows(8, 9), validation: smallRows(4, 10) } },
      { ...nouns, data: { train: smallRows(8, 11) } },
    ];
    await run({ weighting, tasks: apart });
  });

  it.each(some)('that read an altered text: $name', async (weighting) => {
    await run({ weighting, tasks: smallTasks });
  });
});

describe('a run is refused before its first step', () => {
  const judged = allFacts.filter(({ extra }) => extra === 'validation').map(({ name }) => name);

  it.each(judged)('%s, without validation rows', async (name) => {
    for (const weighting of methods[name] ?? []) {
      const before = tf.memory().numTensors;
      await expect(fit(plan({ weighting }), rows, { seed: 2 })).rejects.toThrow(
        /learns from validation batches/,
      );
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('a main task that no validation row has a label of', async () => {
    const unlabelled = validation.map((row) => ({ ...row, mood: undefined }));
    const monitored = { ...plan({}).stopping, monitor: 'length', restoreBest: false } as const;
    await expect(
      fit(plan({ weighting: autoLambda(), stopping: monitored }), rows, { validation: unlabelled }),
    ).rejects.toThrow(/no validation row has a label of 'mood'/);
  });
});
