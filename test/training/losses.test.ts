import { useEngine } from '@tomoni/engines';
import { classification, regression } from '@tomoni/heads';
import type { TrainingEvent } from '@tomoni/spec';
import { adam, fit, type Plan, sgd, type TaskPlan } from '@tomoni/training';
import { equal, formula, lambdas } from '@tomoni/weighting';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SmallRow, smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const [mood, length, nouns] = smallTasks.map((task) => ({ ...task, dropout: 0 })) as [
  TaskPlan,
  TaskPlan,
  TaskPlan,
];

/** The events of the first steps, whose learning rate is 0, so that all of them are taken at one point. */
async function steps(rows: readonly SmallRow[], changes: Partial<Plan>, count = 1) {
  const found: (TrainingEvent & { type: 'step' })[] = [];
  const plan = smallPlan({
    tasks: [mood, length, nouns],
    optimizer: sgd(1e-30),
    clipNorm: undefined,
    trainable: { description: 'none', includes: () => false, check: () => undefined },
    stopping: { ...smallPlan().stopping, maxSteps: count },
    ...changes,
  });
  const model = await fit(plan, rows, {
    callbacks: [(event) => void (event.type === 'step' && found.push(event))],
  });
  model.dispose();
  return found;
}

const batches = (size: number, accumulate: number) => ({
  size,
  accumulate,
  byLength: false,
  evaluationSize: 8,
});

describe('the loss of a step', () => {
  const weighted = {
    ...mood,
    head: classification({ labels: ['neg', 'pos'], pooling: 'mean', classWeights: { neg: 3, pos: 0.5 } }),
  } as TaskPlan;

  it.each([
    ['plain', [mood, length, nouns]],
    ['weighted by class', [weighted, length, nouns]],
  ])(
    'is that of one large batch however it is accumulated, with labels that are missing (%s)',
    async (_, tasks) => {
      // Missing labels are unevenly spread: some of the small batches have none of one task.
      const rows = smallRows(12, 3).map((row, i) => ({ ...row, mood: i < 7 ? undefined : row.mood }));
      const frozen = tasks.map((task) => ({ ...task, dropout: 0 }));
      const [whole] = await steps(rows, { tasks: frozen, batching: batches(12, 1) });
      for (const [size, accumulate] of [
        [4, 3],
        [1, 12],
        [5, 3],
      ] as const) {
        const [parts] = await steps(rows, { tasks: frozen, batching: batches(size, accumulate) });
        expect(Object.keys(parts?.losses ?? {})).toEqual(Object.keys(whole?.losses ?? {}));
        for (const [task, loss] of Object.entries(whole?.losses ?? {}))
          expect(parts?.losses[task]).toBeCloseTo(loss, 5);
        expect((parts?.gradientNorm ?? 0) / (whole?.gradientNorm ?? 1)).toBeCloseTo(1, 4);
      }
    },
  );

  it('does not depend on rows without a label of the task', async () => {
    const rows = smallRows(10, 4);
    const labelled = rows.filter((row) => row.mood !== undefined);
    const [all] = await steps(rows, { tasks: [mood], batching: batches(20, 1) });
    const [some] = await steps(labelled, { tasks: [mood], batching: batches(20, 1) });
    expect(all?.losses.mood).toBeCloseTo(some?.losses.mood as number, 6);
    expect(all?.gradientNorm).toBeCloseTo(some?.gradientNorm as number, 6);
  });

  it('of tasks that share a head is the mean over its own labels', async () => {
    const rows = smallRows(10, 4).map((row, i) => ({ ...row, second: i < 6 ? row.mood : undefined }));
    const second: TaskPlan = {
      ...mood,
      name: 'second',
      head: { sameHeadAs: 'mood' },
      labels: { from: 'column', column: 'second' },
    };
    const [both] = await steps(rows, { tasks: [mood, second], batching: batches(20, 1) });
    const [first] = await steps(rows, { tasks: [mood], batching: batches(20, 1) });
    expect(both?.losses.mood).toBeCloseTo(first?.losses.mood as number, 6);
    const few = rows.slice(0, 6).map((row) => ({ ...row, mood: row.second }));
    const [alone] = await steps(few, { tasks: [mood], batching: batches(20, 1) });
    expect(both?.losses.second).toBeCloseTo(alone?.losses.mood as number, 6);
  });
});

describe('a step in which tasks are absent', () => {
  const rows = smallRows(16, 5).map((row, i) => ({
    ...row,
    mood: i < 8 ? row.mood : undefined,
    length: i < 8 ? row.length : undefined,
    nouns: undefined,
  }));

  it.each([
    ['equal', equal()],
    ['lambdas', lambdas({ mood: 1, length: 0.5 })],
    ['a formula', formula('main + sum(aux)^2')],
    ['a formula with logarithms', formula('log(main) + sum(log(aux))')],
  ])('steps nothing where nothing is labelled (%s)', async (_, weighting) => {
    const found = await steps(rows, { tasks: [mood, length], weighting, batching: batches(1, 1) }, 16);
    expect(found).toHaveLength(16);
    for (const { losses, weights, gradientNorm } of found) {
      expect(Object.keys(weights)).toEqual(Object.keys(losses));
      expect(gradientNorm > 0).toBe(Object.keys(losses).length > 0);
      for (const weight of Object.values(weights)) expect(weight).toBeGreaterThan(0);
    }
    expect(found.some(({ losses }) => Object.keys(losses).length === 0)).toBe(true);
  });

  it('keeps the mean weight of a task to the steps in which it is there', async () => {
    const own = smallRows(6, 8);
    const plan = smallPlan({
      tasks: [mood, { ...length, data: { train: own } }],
      weighting: lambdas({ mood: 1, length: 0.5 }),
      optimizer: adam(1e-3),
    });
    const model = await fit(plan, smallRows(16, 5), {});
    for (const { weights } of model.history.entries) expect(weights).toEqual({ mood: 1, length: 0.5 });
    model.dispose();
  });
});

describe('tasks with rows of their own', () => {
  const own = smallRows(12, 8);

  it('may be all of them, the main task too', async () => {
    const notices: string[] = [];
    const tasks = [mood, length].map((task) => ({ ...task, data: { train: own, validation: own } }));
    const model = await fit(smallPlan({ tasks }), smallRows(4, 1), {
      callbacks: [(event) => void (event.type === 'notice' && notices.push(event.message))],
    });
    expect(Object.keys(model.history.entries[0]?.validation ?? {})).toEqual(['mood', 'length']);
    expect(notices.join()).toMatch(/not used/);
    model.dispose();
    (await fit(smallPlan({ tasks }), [], {})).dispose();
  });

  it('are refused where the watched one has no validation rows and others do', async () => {
    const tasks = [{ ...mood, data: { train: own } }, length];
    const events: string[] = [];
    const run = fit(smallPlan({ tasks }), own, {
      validation: own,
      callbacks: [({ type }) => void events.push(type)],
    });
    await expect(run).rejects.toThrow(/no validation row has a label.*task 'mood'/);
    expect(events).not.toContain('start');
  });
});

describe('a head shared between layers of different width', () => {
  it('is made where the widths are equal', async () => {
    const second: TaskPlan = { ...length, name: 'low', head: { sameHeadAs: 'length' }, layer: 0 };
    const model = await fit(
      smallPlan({ tasks: [mood, { ...length, head: regression() }, second] }),
      smallRows(12, 1),
    );
    expect(await model.predict(['a book'])).toHaveLength(1);
    model.dispose();
  });
});
