import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { all, lastLayers, loadVectorEncoder, vectorEncoder } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { classification, maskedLanguageModel, regression } from '@tomoni/heads';
import { createRng } from '@tomoni/spec';
import { adam, checkData, explain, fit, loadModel, type TaskPlan } from '@tomoni/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallPlan } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const rng = createRng(5);
const rows = Array.from({ length: 60 }, () => {
  const features = Array.from({ length: 4 }, () => rng.normal());
  const sum = features.reduce((a, b) => a + b, 0);
  return { features, side: sum > 0 ? 'up' : 'down', sum };
});
const [train, validation] = [rows.slice(0, 44), rows.slice(44)];

const column = (name: string, head: TaskPlan['head'], layer: number): TaskPlan => ({
  name,
  head,
  layer,
  dropout: 0,
  labels: { from: 'column', column: name },
});
const plan = (changes: Parameters<typeof smallPlan>[0] = {}) =>
  smallPlan({
    encoder: vectorEncoder({ inputSize: 4, hiddenSizes: [12, 6], dropout: 0.1, seed: 1 }),
    columns: { text: 'features' },
    main: 'side',
    tasks: [
      column('side', classification({ labels: ['down', 'up'] }), 2),
      column('sum', regression(), 1),
      column('plain', regression(), 0),
    ].map((task) => (task.name === 'plain' ? { ...task, labels: { from: 'column', column: 'sum' } } : task)),
    trainable: all(),
    optimizer: adam(2e-2),
    stopping: { ...smallPlan().stopping, monitor: 'side', maxEpochs: 12 },
    ...changes,
  });

describe('an encoder over numbers', () => {
  it('is trained, evaluated, saved and loaded, with a head on the numbers themselves', async () => {
    const own = plan();
    const before = tf.memory().numTensors;
    const folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
    const model = await fit(own, train, { validation, seed: 1 });
    const scores = await model.evaluate(validation);
    expect(scores).toMatchObject({ side: { accuracy: expect.any(Number) } });
    expect((scores.side as { loss: number; accuracy: number }).accuracy).toBeGreaterThan(0.8);
    await model.save(folder);
    const loaded = await loadModel(own, folder);
    const inputs = validation.map(({ features }) => features);
    expect(await loaded.predict(inputs)).toEqual(await model.predict(inputs));
    expect(await loaded.evaluate(validation)).toEqual(scores);
    const encoder = await loadVectorEncoder(folder);
    expect(encoder.config.widths).toEqual([4, 12, 6]);
    loaded.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await rm(folder, { recursive: true });
  });

  it('trains a head on the numbers alone, and with frozen layers', async () => {
    const [, , plain] = plan().tasks as readonly [TaskPlan, TaskPlan, TaskPlan];
    const stopping = { ...plan().stopping, monitor: 'plain' };
    const alone = await fit(plan({ tasks: [plain], main: 'plain', stopping }), train, { validation });
    expect((await alone.evaluate(validation)).plain).toMatchObject({ r2: expect.any(Number) });
    alone.dispose();
    const frozen = await fit(plan({ trainable: lastLayers(1) }), train, { validation });
    frozen.dispose();
  });

  it('is explained and its data checked', async () => {
    expect(explain(plan()).layers.trained).toEqual([1, 2]);
    const report = await checkData(plan(), {
      train: [...train, train[0] as (typeof train)[number]],
      validation,
    });
    expect(report.notices.join()).toMatch(/Within the training data/);
  });

  it('refuses rows it cannot read by their place, and heads that need texts', async () => {
    const bad = [...train, { features: [1, 2, Number.NaN, 4], side: 'up', sum: 1 }];
    await expect(fit(plan(), bad)).rejects.toMatchObject({ where: { row: 44, data: 'training' } });
    const own = plan({ tasks: [column('side', maskedLanguageModel(), 2)] });
    const before = tf.memory().numTensors;
    const labelled = train.map((row) => ({
      ...row,
      side: { positions: Int32Array.of(0), ids: Int32Array.of(0) },
    }));
    await expect(fit(own, labelled)).rejects.toThrow(/text encoder/);
    expect(tf.memory().numTensors).toBe(before);
  });
});
