import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { lastLayers } from '@tomoni/encoders';
import { classification, regression } from '@tomoni/heads';
import { layerSweep, type ParametersOf, study, trainingTrial } from '@tomoni/studies';
import { multitask } from 'tomoni';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallEncoder, smallRows } from '../training/small-plan.js';

const folder = mkdtempSync(join(tmpdir(), 'tomoni-training-trial-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const encoder = smallEncoder();
const rows = smallRows(60, 1).map(({ text, mood, length }) => ({ text, mood, length }));
const trials = layerSweep([1], { folds: 2 });
const run = trainingTrial<ParametersOf<typeof trials>, (typeof rows)[number]>({
  data: () => ({ train: rows.slice(0, 30), validation: rows.slice(30, 45), test: rows.slice(45) }),
  learner: ({ parameters: { layer, auxiliary } }, { activations }) => {
    const single = multitask(encoder)
      .trainable(lastLayers(1))
      .cache(activations)
      .main('mood', classification({ labels: ['neg', 'pos'] }))
      .stopping({ maxEpochs: 2 });
    return auxiliary ? single.auxiliary('length', regression(), { layer: layer as 1 }) : single;
  },
  save: true,
});
const plan = { task: 'mood', score: 'accuracy', baseline: 'layer 1, single-task' } as const;

describe('trainingTrial', () => {
  it('makes a trial of a learner: scores, examples, history, model and cached states', async () => {
    const before = tf.memory().numTensors;
    const results = await study({ name: 'layers', trials, run, plan, folder: join(folder, 'study') });
    expect(results.failed).toEqual([]);
    expect(results.scores()).toHaveLength(4);
    expect(tf.memory().numTensors).toBe(before);
    const [first] = trials;
    const id = first?.id as string;
    const history = await results.history(id);
    expect(history?.tasks).toEqual(['mood', 'length']);
    const examples = await results.examples(id, 'validation');
    expect(examples?.labels.mood).toEqual(rows.slice(30, 45).map(({ mood }) => mood ?? null));
    expect(examples?.labels.length).toEqual(rows.slice(30, 45).map(({ length }) => length ?? null));
    expect(examples?.predictions.mood?.[0]).toMatchObject({ label: expect.any(String) });
    expect(typeof examples?.predictions.length?.[0]).toBe('number');
    const scores = results.scoreTable(id, 'validation');
    const labelled =
      examples?.labels.mood?.flatMap((label, row) => (label === null ? [] : [{ label, row }])) ?? [];
    const right = labelled.filter(({ label, row }) => {
      const predicted = examples?.predictions.mood?.[row];
      return (
        typeof predicted === 'object' &&
        predicted !== null &&
        'label' in predicted &&
        predicted.label === label
      );
    });
    expect(scores?.mood?.accuracy).toBeCloseTo(right.length / labelled.length, 12);
    expect(readdirSync(join(folder, 'study', 'trials', id))).toEqual(['model']);
    expect(readdirSync(join(folder, 'study', 'cache')).some((name) => name.endsWith('.states'))).toBe(true);
  });

  it('gives data the trial and what is around it', async () => {
    const seen: unknown[] = [];
    const watched = trainingTrial<ParametersOf<typeof trials>, (typeof rows)[number]>({
      data: ({ id }, context) => {
        seen.push([id, context.folder, context.needed]);
        return { train: rows.slice(0, 30), validation: rows.slice(30, 45) };
      },
      learner: () =>
        multitask(encoder)
          .main('mood', classification({ labels: ['neg', 'pos'] }))
          .stopping({ maxEpochs: 1 }),
    });
    const own = join(folder, 'watched');
    await study({ name: 'watched', trials: trials.slice(0, 1), run: watched, plan, folder: own });
    const id = trials[0]?.id as string;
    expect(seen).toEqual([[id, join(own, 'trials', id), {}]]);
  });

  it('gives equal trials equal results', async () => {
    const once = await study({ name: 'layers', trials, run, plan, folder: join(folder, 'again') });
    const again = await study({ name: 'layers', trials, run, plan, folder: join(folder, 'and-again') });
    expect(again.scores()).toEqual(once.scores());
  });

  it('goes on where an interrupted trial stopped, and leaves no checkpoints', async () => {
    const checkpointed = trainingTrial<ParametersOf<typeof trials>, (typeof rows)[number]>({
      data: () => ({ train: rows.slice(0, 30), validation: rows.slice(30, 45) }),
      learner: () =>
        multitask(encoder)
          .main('mood', classification({ labels: ['neg', 'pos'] }))
          .stopping({ maxEpochs: 3 }),
      checkpoints: true,
    });
    const controller = new AbortController();
    const options = {
      ...{ name: 'stopped', trials: trials.slice(0, 1), run: checkpointed, plan },
      folder: join(folder, 'stopped'),
    };
    const callbacks = [
      ({ type }: { readonly type: string }) => (type === 'trial-progress' ? controller.abort() : undefined),
    ];
    await expect(study({ ...options, callbacks, signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    const own = join(options.folder, 'trials', trials[0]?.id as string);
    expect(readdirSync(join(own, 'run')).length).toBeGreaterThan(0);
    const resumed = await study(options);
    const undisturbed = await study({ ...options, folder: join(folder, 'undisturbed') });
    expect(resumed.scores()).toEqual(undisturbed.scores());
    expect(readdirSync(own)).toEqual([]);
  });
});
