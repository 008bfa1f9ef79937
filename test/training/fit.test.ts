import * as tf from '@tensorflow/tfjs';
import { none } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { classification } from '@tomoni/heads';
import type { TrainingEvent } from '@tomoni/spec';
import { adam, fit } from '@tomoni/training';
import { lambdas } from '@tomoni/weighting';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const train = smallRows(48, 1);
const validation = smallRows(16, 2);

describe('fit', () => {
  it('learns several tasks at once and predicts what can be read off the text', async () => {
    const plan = smallPlan({
      weighting: lambdas({ mood: 1, length: 0.2, nouns: 0.2, words: 0.2 }),
      optimizer: adam(1e-2),
      stopping: { ...smallPlan().stopping, maxEpochs: 14 },
    });
    const model = await fit(plan, train, { validation, seed: 1 });
    const scores = await model.evaluate(smallRows(30, 3));
    const [prediction] = await model.predict(['the film was very good']);
    expect(scores).toMatchObject({
      mood: { accuracy: 1 },
      nouns: { f1: 1 },
    });
    expect((scores.length as { loss: number; r2: number }).r2).toBeGreaterThan(0.5);
    expect((scores.words as { loss: number; perplexity: number }).perplexity).toBeLessThan(8);
    expect(prediction).toMatchObject({ mood: { label: 'pos' }, nouns: [{ start: 4, end: 8, tag: 'NOUN' }] });
    model.dispose();
  });

  it('gives equal bits for equal seeds, whatever was drawn before', async () => {
    const plan = smallPlan();
    const once = async (seed: number) => {
      const model = await fit(plan, train, { validation, seed });
      const predictions = await model.predict(['the book was bad', 'a plot']);
      model.dispose();
      return JSON.stringify([predictions, model.history.entries.map(({ seconds, ...entry }) => entry)]);
    };
    const first = await once(1);
    expect(await once(2)).not.toBe(first);
    expect(await once(1)).toBe(first);
  });

  it('leaves the encoder of the plan as it was, and no tensor behind', async () => {
    const plan = smallPlan();
    const warm = await fit(plan, train, { validation });
    warm.dispose();
    const before = tf.memory().numTensors;
    const counts: number[] = [];
    const model = await fit(plan, train, {
      validation,
      callbacks: [(event) => void (event.type === 'step' && counts.push(tf.memory().numTensors))],
    });
    expect(new Set(counts.slice(1)).size).toBe(1);
    await model.evaluate(validation);
    const own = tf.memory().numTensors;
    await model.evaluate(validation);
    await model.predict(['the song was good']);
    expect(tf.memory().numTensors).toBe(own);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keeps the tensor count over 100 steps', async () => {
    const plan = smallPlan({
      stopping: { ...smallPlan().stopping, maxEpochs: 100, maxSteps: 103, evaluateEvery: { epochs: 1000 } },
    });
    const counts: number[] = [];
    const model = await fit(plan, train, {
      callbacks: [(event) => void (event.type === 'step' && counts.push(tf.memory().numTensors))],
    });
    model.dispose();
    expect(counts).toHaveLength(103);
    expect(new Set(counts.slice(2)).size).toBe(1);
  });

  it('tells its events in order, to callbacks and to a loop', async () => {
    const told: string[] = [];
    const run = fit(smallPlan(), train, { validation, callbacks: [(event) => void told.push(event.type)] });
    const looped: string[] = [];
    for await (const event of run) looped.push(event.type);
    const model = await run;
    model.dispose();
    expect(looped).toEqual(told);
    expect(told.filter((type) => type === 'step')).toHaveLength(12);
    expect(told.filter((type) => type === 'evaluation')).toHaveLength(2);
    expect(told[0]).toBe('preparation');
    expect(told.at(-1)).toBe('end');
  });

  it('stops when patience is at its end and gives back the best state', async () => {
    const plan = smallPlan({
      tasks: smallTasks.slice(1, 2),
      main: 'length',
      optimizer: adam(2e-2),
      stopping: { ...smallPlan().stopping, maxEpochs: 200, patience: 2, monitor: 'length' },
    });
    const events: TrainingEvent[] = [];
    const model = await fit(plan, train, { validation, callbacks: [(event) => void events.push(event)] });
    const end = events.at(-1);
    expect(end).toMatchObject({ type: 'end', reason: 'patience' });
    const { best, entries } = model.history;
    const losses = entries.map(({ validation: scores }) => scores?.length?.loss as number);
    expect(best?.value).toBe(Math.min(...losses));
    const { length } = await model.evaluate(validation);
    expect(length?.loss).toBeCloseTo(best?.value as number, 6);
    model.dispose();
  });

  it('stops when a callback asks for it', async () => {
    const model = await fit(smallPlan(), train, {
      validation,
      callbacks: [(event, control) => void (event.type === 'step' && event.step === 3 && control.stop())],
    });
    expect(model.history.entries.at(-1)?.step).toBe(3);
    model.dispose();
  });

  it('fails with what a callback throws, and frees everything', async () => {
    const plan = smallPlan();
    const before = tf.memory().numTensors;
    const run = fit(plan, train, {
      callbacks: [
        (event) => {
          if (event.type === 'step') throw new Error('enough');
        },
      ],
    });
    await expect(run).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('trains a task on rows of its own', async () => {
    const [mood, length] = smallTasks;
    const own = smallRows(20, 9).map(({ text, length: words }) => ({ text, length: words }));
    const plan = smallPlan({
      tasks: [mood, { ...length, data: { train: own, validation: own.slice(0, 5) } }] as typeof smallTasks,
    });
    const steps: TrainingEvent[] = [];
    const model = await fit(plan, train, {
      validation,
      callbacks: [(event) => void (event.type === 'step' && steps.push(event))],
    });
    const tasks = steps.map((event) => (event.type === 'step' ? Object.keys(event.losses).join() : ''));
    expect(new Set(tasks)).toEqual(new Set(['mood', 'length']));
    expect(model.history.entries[0]?.validation).toMatchObject({
      mood: { loss: expect.any(Number) },
      length: { loss: expect.any(Number) },
    });
    model.dispose();
  });

  it('lets tasks share a head', async () => {
    const [mood] = smallTasks;
    const rows = train.map((row) => ({ ...row, second: row.mood }));
    const plan = smallPlan({
      tasks: [
        mood,
        {
          ...mood,
          name: 'second',
          head: { sameHeadAs: 'mood' },
          labels: { from: 'column', column: 'second' },
        },
      ] as typeof smallTasks,
    });
    const model = await fit(plan, rows, { seed: 1 });
    const [prediction] = await model.predict(['the plot was bad']);
    expect(prediction?.second).toEqual(prediction?.mood);
    model.dispose();
  });

  it('accumulates batches to the gradient of one large batch', async () => {
    const rows = train.slice(0, 16);
    const last = async (size: number, accumulate: number) => {
      const plan = smallPlan({
        tasks: smallTasks.slice(0, 3).map((task) => ({ ...task, dropout: 0 })),
        trainable: none(),
        batching: { size, accumulate, byLength: false, evaluationSize: 16 },
        stopping: { ...smallPlan().stopping, maxSteps: 1 },
      });
      const model = await fit(plan, rows, { seed: 3 });
      const { entries } = model.history;
      model.dispose();
      return entries[0]?.train as Record<string, number>;
    };
    const [whole, parts] = [await last(16, 1), await last(4, 4)];
    for (const [task, loss] of Object.entries(whole)) expect(parts[task]).toBeCloseTo(loss, 5);
  });

  it('reads long texts in windows and answers once per text', async () => {
    const long = Array.from({ length: 12 }, () => 'the film was very good').join(' ');
    const rows = [...train, { ...(train[0] as (typeof train)[number]), text: long, nouns: [] }];
    const plan = smallPlan({ input: { maxLength: 16, long: 'windows', overlap: 4 } });
    const model = await fit(plan, rows, { seed: 1 });
    const predictions = await model.predict([long, 'the book was bad']);
    expect(predictions).toHaveLength(2);
    const spans = predictions[0]?.nouns as { start: number; end: number }[];
    for (const { start, end } of spans) expect(long.slice(start, end)).not.toBe('');
    model.dispose();
  });

  it('reads pairs in windows, whose first text stands in each of them', async () => {
    const rows = train.map((row, i) => ({
      ...row,
      question: 'the film was',
      answer: i % 4 === 0 ? Array.from({ length: 5 }, () => row.text).join(' ') : row.text,
      nouns: [{ start: 4, end: 8, tag: 'NOUN' }],
    }));
    const plan = smallPlan({
      columns: { text: 'question', pair: 'answer' },
      input: { maxLength: 14, long: 'windows', overlap: 2 },
    });
    const model = await fit(plan, rows, { validation: rows.slice(0, 8), seed: 1 });
    const long = rows[0]?.answer as string;
    const predictions = await model.predict([
      ['the film was', long],
      ['the film was', 'a book'],
    ]);
    expect(predictions).toHaveLength(2);
    for (const { nouns } of predictions)
      for (const { end } of nouns as { end: number }[])
        expect(end).toBeLessThanOrEqual('the film was'.length);
    model.dispose();
  });

  it('says when TensorFlow.js computes in plain JavaScript', async () => {
    const noticesOn = async (engine: 'cpu' | 'wasm') => {
      await useEngine(engine);
      const notices: string[] = [];
      const model = await fit(smallPlan({ tasks: smallTasks.slice(0, 1) }), train.slice(0, 8), {
        callbacks: [(event) => void (event.type === 'notice' && notices.push(event.message))],
      });
      model.dispose();
      return notices.join();
    };
    expect(await noticesOn('cpu')).toMatch(/plain JavaScript.*useEngine\('auto'\)/);
    expect(await noticesOn('wasm')).toBe('');
  });

  it('says how many tokens were cut', async () => {
    const notices: string[] = [];
    const model = await fit(smallPlan({ input: { maxLength: 5 } }), train, {
      callbacks: [(event) => void (event.type === 'notice' && notices.push(event.message))],
    });
    model.dispose();
    expect(notices.join()).toMatch(/of 48 texts of the training data are longer/);
  });
});

describe('bad input is refused before training', () => {
  const refused = async (rows: unknown, changes: Parameters<typeof smallPlan>[0] = {}, more = {}) => {
    const events: string[] = [];
    const run = fit(smallPlan(changes), rows as typeof train, {
      ...more,
      callbacks: [(event) => void events.push(event.type)],
    });
    const error = await run.then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(events).not.toContain('start');
    return error?.message;
  };
  const row = train[0] as (typeof train)[number];

  it.each([
    ['no rows', [], /training data are empty/],
    ['an empty text', [row, { ...row, text: ' ' }], /column 'text' is empty.*row 1/],
    ['a missing text', [{ ...row, text: undefined }], /column 'text' is missing/],
    ['a number as text', [{ ...row, text: 3 }], /is a number where a text was expected/],
    ['a missing column', [{ text: 'a', mood: 'pos' }], /no column 'length'.*'text', 'mood'/],
    ['an unknown label', [row, { ...row, mood: 'happy' }], /'happy'/],
    ['NaN as a label', [...train, { ...row, length: Number.NaN }], /task 'length', row 48/],
    [
      'a task without labels',
      train.map((r) => ({ ...r, length: undefined })),
      /No row of the training data has a label for the task 'length'/,
    ],
    ['a row that is no object', [row, 7], /A row is of type number/],
  ])('%s', async (_, rows, message) => {
    expect(await refused(rows)).toMatch(message);
  });

  it('one class only', async () => {
    const tasks = [{ ...smallTasks[0], head: classification() }] as typeof smallTasks;
    expect(
      await refused(
        train.map((r) => ({ ...r, mood: 'pos' })),
        { tasks },
      ),
    ).toMatch(/mood/);
  });

  it.each([
    [
      'a layer that is not there',
      { tasks: [{ ...smallTasks[0], layer: 3 }] as typeof smallTasks },
      /no layer 3/,
    ],
    ['a name twice', { tasks: [smallTasks[0], smallTasks[0]] as typeof smallTasks }, /'mood' is there twice/],
    ['a batch of nothing', { batching: { ...smallPlan().batching, size: 0 } }, /batch size is 0/],
    ['a monitor of nothing', { stopping: { ...smallPlan().stopping, monitor: 'mud' } }, /task 'mud'/],
  ])('%s', async (_, changes, message) => {
    expect(await refused(train, changes)).toMatch(message);
  });

  it('stops at a loss that is not finite, naming task, step and rows', async () => {
    const before = tf.memory().numTensors;
    const plan = smallPlan({ tasks: smallTasks.slice(0, 1), optimizer: adam(1e30), clipNorm: undefined });
    const owned = tf.memory().numTensors - before;
    const error: unknown = await fit(plan, train, { seed: 1 }).then(undefined, (reason) => reason);
    expect(error).toMatchObject({ code: 'not-finite' });
    expect(String(error)).toMatch(/At step \d+ \(epoch \d\) the .* on rows [\d, ]+.* of the training data/);
    expect(tf.memory().numTensors).toBe(before + owned);
  });
});
