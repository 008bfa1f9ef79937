import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import type { TrainingHistory } from '@tomoni/spec';
import { fit, loadModel, type Plan, type TrainedModel } from '@tomoni/training';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';

const train = smallRows(32, 1);
const validation = smallRows(12, 2);
const texts = ['the film was very good', 'a book was bad'];
let folder: string;

beforeAll(async () => {
  await useEngine('wasm');
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const plan = (changes: Partial<Plan> = {}) =>
  smallPlan({ stopping: { ...smallPlan().stopping, maxEpochs: 3, patience: 5 }, ...changes });

/** All that a run gives, but for the time it took. */
async function outcome(model: TrainedModel) {
  const timeless = ({ entries, ...history }: TrainingHistory) => ({
    ...history,
    entries: entries.map(({ seconds: _, ...entry }) => entry),
  });
  const result = { history: timeless(model.history), predictions: await model.predict(texts) };
  model.dispose();
  return result;
}

/** Runs until a step, is stopped there by a signal, and fails. */
async function stoppedAt(step: number, own = plan()) {
  const controller = new AbortController();
  return fit(own, train, {
    validation,
    seed: 4,
    checkpoints: { folder },
    signal: controller.signal,
    callbacks: [(event) => void (event.type === 'step' && event.step === step && controller.abort())],
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a run that was stopped', () => {
  it.each([1, 4, 6, 11])('after step %i goes on to the same bits', async (step) => {
    const whole = await outcome(await fit(plan(), train, { validation, seed: 4 }));
    expect(await stoppedAt(step)).toMatchObject({ code: 'aborted' });
    const resumed = await fit(plan(), train, { validation, seed: 4, checkpoints: { folder } });
    expect(await outcome(resumed)).toEqual(whole);
  });

  it('is not run again once it has ended', async () => {
    const first = await outcome(await fit(plan(), train, { validation, seed: 4, checkpoints: { folder } }));
    const events: string[] = [];
    const again = await fit(plan(), train, {
      validation,
      seed: 4,
      checkpoints: { folder },
      callbacks: [(event) => void events.push(event.type)],
    });
    expect(events).not.toContain('step');
    expect(await outcome(again)).toEqual(first);
  });

  it('goes on when more epochs are asked for', async () => {
    const short = plan({ stopping: { ...plan().stopping, maxEpochs: 2 } });
    (await fit(short, train, { validation, seed: 4, checkpoints: { folder } })).dispose();
    const whole = await outcome(await fit(plan(), train, { validation, seed: 4 }));
    const longer = await fit(plan(), train, { validation, seed: 4, checkpoints: { folder } });
    expect(await outcome(longer)).toEqual(whole);
  });

  it('keeps the newest checkpoints, each a model that loads', async () => {
    const own = plan();
    const model = await fit(own, train, {
      validation,
      seed: 4,
      checkpoints: { folder, everySteps: 1, keep: 3 },
    });
    const names = (await readdir(folder)).sort();
    expect(names).toEqual(['step-000000010', 'step-000000011', 'step-000000012-end']);
    const loaded = await loadModel(own, join(folder, 'step-000000011'));
    expect(await loaded.predict(texts)).toHaveLength(2);
    loaded.dispose();
    model.dispose();
  });

  it('is refused to another seed, other rows or another plan, by what differs', async () => {
    await stoppedAt(2);
    const options = { validation, seed: 4, checkpoints: { folder } };
    const refusal = (own: Plan, rows = train, more = {}) => fit(own, rows, { ...options, ...more });
    await expect(refusal(plan(), train, { seed: 5 })).rejects.toThrow(/differs in: seed/);
    await expect(refusal(plan(), train.slice(1))).rejects.toThrow(/differs in: training/);
    await expect(refusal(plan({ tasks: smallTasks.slice(0, 3) }))).rejects.toThrow(/tasks, parameters/);
    await expect(refusal(plan({ clipNorm: 2 }))).rejects.toThrow(/schedule/);
  });

  it('names a damaged checkpoint', async () => {
    await stoppedAt(2);
    await writeFile(join(folder, 'step-000000002', 'state', 'run.json'), '{}');
    await expect(fit(plan(), train, { validation, seed: 4, checkpoints: { folder } })).rejects.toMatchObject({
      code: 'damaged-file',
      message: expect.stringContaining('run.json'),
    });
  });

  it('leaves no tensor behind', async () => {
    const own = plan();
    const before = tf.memory().numTensors;
    await stoppedAt(3, own);
    expect(tf.memory().numTensors).toBe(before);
    (await fit(own, train, { validation, seed: 4, checkpoints: { folder } })).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
