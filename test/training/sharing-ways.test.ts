import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { readSafetensors } from '@tomoni/data';
import { lastLayers, loadEncoder, lora, none } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import type { Sharing, TrainingHistory } from '@tomoni/spec';
import { adam, explain, fit, loadModel, type Plan, type TrainedModel } from '@tomoni/training';
import { pcgrad } from '@tomoni/weighting';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharingWays } from './sharing-ways.js';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';
import { temporaryFolder } from './temporary-folder.js';

const train = smallRows(24, 1);
const validation = smallRows(10, 2);
const texts = ['the film was very good', 'a book was bad'];
let folder: string;

beforeAll(async () => {
  await useEngine('wasm');
});
temporaryFolder((path) => {
  folder = path;
});

const plan = (sharing: Sharing, changes: Partial<Plan> = {}) =>
  smallPlan({
    sharing,
    optimizer: adam(5e-3),
    stopping: { ...smallPlan().stopping, maxEpochs: 2 },
    ...changes,
  });

async function outcome(model: TrainedModel) {
  const timeless = ({ entries, cache: _, ...history }: TrainingHistory) => ({
    ...history,
    entries: entries.map(({ seconds: _, ...entry }) => entry),
  });
  const result = { history: timeless(model.history), predictions: await model.predict(texts) };
  model.dispose();
  return result;
}

const numberOf = (prediction: unknown) => (prediction as { length: number }).length;

describe.each(Object.entries(sharingWays))('%s', (_, sharing) => {
  it('is trained, evaluated, saved and loaded, and leaves no tensor behind', async () => {
    const own = plan(sharing);
    const before = tf.memory().numTensors;
    const losses: number[] = [];
    const model = await fit(own, train, {
      validation,
      seed: 1,
      callbacks: [(event) => void (event.type === 'step' && losses.push(event.losses.length ?? Number.NaN))],
    });
    expect(losses.some(Number.isFinite)).toBe(true);
    await model.save(folder);
    const loaded = await loadModel(own, folder);
    expect(await loaded.predict(texts)).toEqual(await model.predict(texts));
    loaded.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const saved = await readSafetensors(join(folder, 'heads.safetensors'));
    const count = [...saved].reduce(
      (sum, [name, { data }]) => sum + (name.startsWith('sharing/') ? data.length : 0),
      0,
    );
    expect(explain(own).parameters.sharing).toBe(count);
    expect(explain(own).toString()).toContain(`sharing: ${sharing.kind}`);
  });

  it('goes on to the same bits after a stop', async () => {
    const own = plan(sharing);
    const whole = await outcome(await fit(own, train, { validation, seed: 3 }));
    const controller = new AbortController();
    const checkpoints = { folder: join(folder, 'run') };
    await expect(
      fit(own, train, {
        validation,
        seed: 3,
        checkpoints,
        signal: controller.signal,
        callbacks: [(event) => void (event.type === 'step' && event.step === 4 && controller.abort())],
      }),
    ).rejects.toMatchObject({ code: 'aborted' });
    expect(await outcome(await fit(own, train, { validation, seed: 3, checkpoints }))).toEqual(whole);
  });

  it('is narrowed to one task, saved and loaded as what is left', async () => {
    const own = plan(sharing);
    const model = await fit(own, train, { seed: 1 });
    for (const task of ['length', 'mood']) {
      const only = model.only(task);
      await only.save(folder);
      const alone = await loadModel(only.plan, folder);
      const [found, expected] = [await alone.predict(texts), await only.predict(texts)];
      for (const [i, prediction] of found.entries())
        if (task === 'length') expect(numberOf(prediction)).toBeCloseTo(numberOf(expected[i]), 4);
      const file = JSON.parse(await readFile(join(folder, 'tomoni.json'), 'utf8'));
      const merges = ['soft', 'lora', 'conditional layer norm'].includes(sharing.kind);
      expect(file.sharing.kind).toBe(merges ? 'hard' : sharing.kind);
      alone.dispose();
      only.dispose();
    }
    model.dispose();
  });

  it('works where gradients are balanced', async () => {
    const model = await fit(
      plan(sharing, {
        tasks: smallTasks.slice(0, 3),
        weighting: pcgrad(),
        stopping: { ...smallPlan().stopping, maxSteps: 3 },
      }),
      train,
      { seed: 1 },
    );
    expect((await model.predict(texts)).map(numberOf).every(Number.isFinite)).toBe(true);
    model.dispose();
  });
});

describe('sharing', () => {
  it('is a builder option that trains a frozen encoder by its own parameters alone', async () => {
    const own = plan(lora({ rank: 2 }), { trainable: none() });
    const { layers, parameters } = explain(own);
    expect(layers).toMatchObject({ frozen: [0], recorded: [1, 2], trained: [1, 2], perTask: [1, 2] });
    expect(parameters.trained).toBe(0);
    const model = await fit(own, train, { seed: 1 });
    await model.save(folder);
    const encoder = await loadEncoder(folder);
    const instance = encoder.instantiate({ trainable: none() });
    const start = own.encoder.instantiate({ trainable: none() });
    expect([...(await instance.weights()).values()]).toEqual([...(await start.weights()).values()]);
    for (const part of [instance, start, model]) part.dispose();
  });

  it('shares the pass below the first layer that differs', async () => {
    const own = plan(lora({ rank: 2, layers: [2] }), { trainable: lastLayers(1) });
    expect(explain(own).layers).toMatchObject({ frozen: [0, 1], cached: true, perTask: [2] });
    const every = explain(plan(lora({ rank: 2 }))).operations;
    expect(every.forward).toBeGreaterThan(explain(plan(lora({ rank: 2, layers: [2] }))).operations.forward);
    const model = await fit(own, train, { seed: 1 });
    expect(model.history.cache?.hits).toBeGreaterThan(0);
    model.dispose();
  });

  it('that does not fit is refused before the first step', async () => {
    const events: string[] = [];
    const run = fit(plan(lora({ rank: 2, layers: [3] })), train, {
      callbacks: [({ type }) => void events.push(type)],
    });
    await expect(run).rejects.toThrow(/no layer 3 of 2 for LoRA/);
    expect(events).toEqual(['failure']);
  });
});
