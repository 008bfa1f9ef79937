import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import type { TrainingEvent, TrainingHistory } from '@tomoni/spec';
import {
  explain,
  expressionSampling,
  fit,
  type Plan,
  proportionalSampling,
  type SamplingMethod,
  smoothedSampling,
  stopByTrend,
  stopWithoutGain,
  type TaskPlan,
  type TaskStopping,
  type TrainedModel,
  temperatureSampling,
  uniformSampling,
} from '@tomoni/training';
import { linearWeight, ratio, scheduled } from '@tomoni/weighting';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';
import { temporaryFolder } from './temporary-folder.js';

const train = smallRows(32, 1);
const validation = smallRows(12, 2);
const own = smallRows(14, 9);
const texts = ['the film was very good', 'a book was bad'];
const [mood, length, nouns] = smallTasks as readonly [TaskPlan, TaskPlan, TaskPlan];
let folder: string;

beforeAll(async () => {
  await useEngine('wasm');
});
temporaryFolder((path) => {
  folder = path;
});

const tasks = [mood, { ...length, data: { train: own, validation: own, batchSize: 4 } }, nouns];
const plan = (changes: Partial<Plan> = {}) =>
  smallPlan({ tasks, stopping: { ...smallPlan().stopping, maxEpochs: 3 }, ...changes });

async function outcome(model: TrainedModel) {
  const timeless = ({ entries, cache: _, ...history }: TrainingHistory) => ({
    ...history,
    entries: entries.map(({ seconds: _, ...entry }) => entry),
  });
  const result = { history: timeless(model.history), predictions: await model.predict(texts) };
  model.dispose();
  return result;
}

/** A rule that stops a task after some evaluations. */
const stopAfter = (evaluations: number, ...names: readonly string[]): TaskStopping => ({
  description: `after ${evaluations}`,
  tasks: names,
  reason: ({ train: { length: count } }) => (count >= evaluations ? 'enough' : undefined),
});

type StepEvent = Extract<TrainingEvent, { type: 'step' }>;

async function eventsOf(changes: Partial<Plan>) {
  const events: TrainingEvent[] = [];
  const model = await fit(plan(changes), train, {
    validation,
    seed: 4,
    callbacks: [(event) => void events.push(event)],
  });
  model.dispose();
  const steps = events.filter((event): event is StepEvent => event.type === 'step');
  return { events, steps, history: model.history };
}

describe('sampling', () => {
  it.each<[string, SamplingMethod]>([
    ['uniform', uniformSampling()],
    ['proportional', proportionalSampling()],
    ['temperature', temperatureSampling({ temperature: 2, cap: 20 })],
    ['smoothed', smoothedSampling(0.5)],
    ['by expression', expressionSampling({ mood: 1, length: 'step / total' })],
  ])('%s trains, and goes on to the same bits', async (_, sampling) => {
    const changes = { sampling, batching: { ...smallPlan().batching, accumulate: 2 } };
    const before = tf.memory().numTensors;
    const whole = await outcome(await fit(plan(changes), train, { validation, seed: 4 }));
    const steps = whole.history.entries.at(-1)?.step as number;
    for (const stop of new Set([1, Math.ceil(steps / 2), steps - 1])) {
      const controller = new AbortController();
      const callbacks = [
        (event: TrainingEvent) => void (event.type === 'step' && event.step === stop && controller.abort()),
      ];
      const options = { validation, seed: 4, checkpoints: { folder }, signal: controller.signal, callbacks };
      await expect(fit(plan(changes), train, options)).rejects.toMatchObject({ code: 'aborted' });
    }
    const resumed = await fit(plan(changes), train, { validation, seed: 4, checkpoints: { folder } });
    expect(await outcome(resumed)).toEqual(whole);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('turns to tables as often as it says', async () => {
    const only = (await eventsOf({ sampling: expressionSampling({ mood: 0, length: 1 }) })).steps;
    expect(only.every(({ losses }) => Object.keys(losses).join() === 'length')).toBe(true);
    expect(only.length).toBe(3 * (4 + 4));
    const never = (await eventsOf({ sampling: expressionSampling({ mood: 1, length: 0 }) })).steps;
    expect(never.some(({ losses }) => 'length' in losses)).toBe(false);
  });

  it('is told by explain(), and refused where it does not fit', async () => {
    expect(explain(plan({ sampling: uniformSampling() })).settings.sampling).toBe('tables equally often');
    await expect(eventsOf({ sampling: expressionSampling({ mood: 1 }) })).rejects.toThrow(
      /says nothing of the rows of 'length'/,
    );
    await expect(
      eventsOf({ tasks: [mood, { ...length, data: { train: own, batchSize: 0 } }] }),
    ).rejects.toThrow(/batch size of the task's own rows is 0/);
  });

  it('is not mistaken for another one by a checkpoint', async () => {
    const options = { validation, seed: 4, checkpoints: { folder } };
    (await fit(plan({ sampling: uniformSampling() }), train, options)).dispose();
    await expect(fit(plan({ sampling: proportionalSampling() }), train, options)).rejects.toThrow(
      /differs in: batching/,
    );
  });
});

describe('a task that is stopped', () => {
  it('is told of, no longer trained, and its own rows no longer read', async () => {
    const { events, steps, history } = await eventsOf({ taskStopping: stopAfter(1, 'length') });
    const stops = events.filter(({ type }) => type === 'task-stop');
    expect(stops).toEqual([{ type: 'task-stop', task: 'length', step: 8, reason: 'enough' }]);
    expect(history.stopped).toEqual({ length: 8 });
    expect(steps.slice(0, 8).some(({ losses }) => 'length' in losses)).toBe(true);
    expect(steps.slice(8).some(({ losses }) => 'length' in losses)).toBe(false);
    expect(steps).toHaveLength(8 + 4 + 4);
    expect(history.entries.at(-1)?.epoch).toBe(3);
    expect(history.entries.at(-1)?.validation?.length?.loss).toBeTypeOf('number');
  });

  it('leaves rows that others read in place', async () => {
    const { steps } = await eventsOf({ tasks: [mood, length, nouns], taskStopping: stopAfter(1, 'nouns') });
    expect(steps).toHaveLength(12);
    expect(steps.slice(4).some(({ losses }) => 'nouns' in losses)).toBe(false);
    expect(steps.slice(4).every(({ losses }) => 'mood' in losses)).toBe(true);
  });

  it.each<[string, Partial<Plan>]>([
    ['at the end of an epoch', { taskStopping: stopAfter(1, 'length', 'nouns') }],
    [
      'within an epoch',
      {
        taskStopping: stopAfter(1, 'length'),
        stopping: { ...plan().stopping, evaluateEvery: { steps: 3 } },
      },
    ],
    [
      'while tables are sampled',
      {
        taskStopping: stopAfter(2, 'length'),
        sampling: uniformSampling(),
        stopping: { ...plan().stopping, evaluateEvery: { steps: 2 } },
      },
    ],
    ['without gain', { taskStopping: stopWithoutGain({ patience: 1, minDelta: 10 }) }],
    ['by trend', { taskStopping: stopByTrend({ threshold: 1e-9, strip: 2 }) }],
  ])('%s, goes on to the same bits', async (_, changes) => {
    const whole = await outcome(await fit(plan(changes), train, { validation, seed: 4 }));
    expect(whole.history.stopped).toBeDefined();
    const steps = whole.history.entries.at(-1)?.step as number;
    for (const stop of [4, 9, steps - 1]) {
      const controller = new AbortController();
      const callbacks = [
        (event: TrainingEvent) => void (event.type === 'step' && event.step === stop && controller.abort()),
      ];
      const options = { validation, seed: 4, checkpoints: { folder }, signal: controller.signal, callbacks };
      await expect(fit(plan(changes), train, options)).rejects.toMatchObject({ code: 'aborted' });
    }
    const resumed = await fit(plan(changes), train, { validation, seed: 4, checkpoints: { folder } });
    expect(await outcome(resumed)).toEqual(whole);
  });

  it('cannot be the main task', async () => {
    await expect(eventsOf({ taskStopping: stopAfter(1, 'mood') })).rejects.toThrow(
      /main task 'mood' cannot be stopped/,
    );
    await expect(eventsOf({ tasks: [mood], taskStopping: stopAfter(1, 'mood') })).rejects.toThrow(
      /'mood' is the only one/,
    );
  });
});

describe('the weight of auxiliary tasks', () => {
  it('is warmed up and fades by the step', async () => {
    const weights = async (from: number, to: number) => {
      const weighting = scheduled(ratio(6, 4), linearWeight(from, to, { steps: 4 }));
      const { steps } = await eventsOf({ tasks: [mood, length, nouns], weighting });
      return steps.slice(0, 6).map((step) => step.weights.nouns);
    };
    const share = 4 / (6 * 2);
    const expected = [0, 0.25, 0.5, 0.75, 1, 1].map((part) => part * share);
    for (const [i, weight] of (await weights(0, 1)).entries())
      expect(weight).toBeCloseTo(expected[i] as number, 12);
    for (const [i, weight] of (await weights(1, 0)).entries())
      expect(weight).toBeCloseTo(share - (expected[i] as number), 12);
  });
});
