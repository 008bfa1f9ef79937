import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { activationCache, lastLayers, none } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import type { TrainingEvent } from '@tomoni/spec';
import { fit, loadModel, type Plan, type TaskPlan } from '@tomoni/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallEncoder, smallPlan, smallRows, smallTasks } from './small-plan.js';
import { temporaryFolder } from './temporary-folder.js';

beforeAll(async () => {
  await useEngine('wasm');
});

/** Rows whose texts are all different, so that each is missed once. */
const distinct = [...new Map(smallRows(60, 1).map((row) => [row.text, row])).values()];
const train = distinct.slice(0, 16);
const validation = distinct.slice(16, 22);
const [, length, , words] = smallTasks as readonly [TaskPlan, TaskPlan, TaskPlan, TaskPlan];
const plan = (changes: Partial<Plan> = {}) =>
  smallPlan({ tasks: smallTasks.slice(0, 3), trainable: lastLayers(1), ...changes });

/** All that a run gives, but for the time it took. */
async function run(own: Plan) {
  const notices: string[] = [];
  const listen = (event: TrainingEvent) => {
    if (event.type === 'notice') notices.push(event.message);
  };
  const model = await fit(own, train, { validation, seed: 1, callbacks: [listen] });
  const { cache, entries } = model.history;
  const losses = entries.map((entry) => [entry.train, entry.validation]);
  const scores = await model.evaluate(validation);
  const predictions = await model.predict(['the film was good']);
  model.dispose();
  return { cache, outcome: { losses, scores, predictions }, notices };
}

describe('a run with frozen layers', () => {
  let folder: string;
  temporaryFolder((path) => {
    folder = path;
  });

  it('computes them once per text, for all epochs and for the runs after it, and gives the same bits', async () => {
    const before = tf.memory().numTensors;
    const own = plan();
    const rows = train.length + validation.length;
    const first = await run(own);
    expect(first.cache).toEqual({ hits: rows, misses: rows });
    const second = await run(own);
    expect(second.cache).toEqual({ hits: 2 * rows, misses: 0 });
    expect(second.outcome).toEqual(first.outcome);
    const evicting = await run(plan({ cache: activationCache({ memory: 5000 }) }));
    expect(evicting.outcome).toEqual(first.outcome);
    expect(evicting.cache?.misses).toBeGreaterThan(rows);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('comes close to one without a cache', async () => {
    const [kept, anew] = [await run(plan()), await run(plan({ cache: false }))];
    expect(anew.cache).toBeUndefined();
    const numbers = ({ outcome: { losses } }: typeof kept) =>
      JSON.stringify(losses)
        .match(/-?\d+\.\d+/g)
        ?.map(Number);
    for (const [i, value] of (numbers(anew) ?? []).entries())
      expect(numbers(kept)?.[i]).toBeCloseTo(value, 4);
  });

  it('passes it by where inputs are drawn anew', async () => {
    const { cache } = await run(
      plan({ tasks: [length, words], main: 'length', stopping: stoppingBy('length') }),
    );
    // Rows of both parts twice, and the validation part's masked texts, which are drawn once, twice.
    expect((cache?.hits ?? 0) + (cache?.misses ?? 0)).toBe(2 * 22 + 2 * 6);
    expect(cache?.misses).toBeLessThanOrEqual(22 + 6);
  });

  it('reads windows from it', async () => {
    const windows = { maxLength: 6, long: 'windows', overlap: 1 } as const;
    const [first, second] = [plan({ input: windows }), plan({ input: windows, cache: false })];
    const kept = await run(first);
    expect(kept.cache?.hits).toBeGreaterThan(0);
    const anew = await run(second);
    const loss = ({ outcome }: typeof kept) => outcome.scores.mood as { loss: number };
    expect(loss(kept).loss).toBeCloseTo(loss(anew).loss, 4);
  });

  it('loads as the model that was saved, to the bit', async () => {
    for (const trainable of [lastLayers(1), none()]) {
      const own = plan({ trainable });
      const model = await fit(own, train, { seed: 1 });
      const path = join(folder, trainable.description);
      await model.save(path);
      const loaded = await loadModel(plan({ trainable, encoder: smallEncoder(7) }), path);
      expect(await loaded.evaluate(validation)).toEqual(await model.evaluate(validation));
      expect(await loaded.predict(['the plot was very bad'])).toEqual(
        await model.predict(['the plot was very bad']),
      );
      model.dispose();
      loaded.dispose();
    }
  });

  it('says once that a cache file was damaged, and goes on', async () => {
    const withFolder = async () => {
      const cache = activationCache({ folder });
      const outcome = await run(plan({ cache }));
      cache.close();
      return outcome;
    };
    const whole = await withFolder();
    expect((await withFolder()).cache?.misses).toBe(0);
    const [file] = await readdir(folder);
    await truncate(join(folder, file as string), 2000);
    const mended = await withFolder();
    expect(mended.notices.filter((message) => message.includes('cut short or damaged'))).toHaveLength(1);
    expect(mended.outcome).toEqual(whole.outcome);
    expect((await withFolder()).notices).toEqual(whole.notices);
  });

  it('gives the same losses where layers are computed again in the backward pass', async () => {
    const [save, recompute] = [await run(plan()), await run(plan({ memory: 'recompute' }))];
    expect(recompute.outcome.losses).toEqual(save.outcome.losses);
  });
});

function stoppingBy(monitor: string): Plan['stopping'] {
  return { ...smallPlan().stopping, monitor };
}
