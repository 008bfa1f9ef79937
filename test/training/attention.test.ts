import * as tf from '@tensorflow/tfjs';
import { lora } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { attentionMaps, fit, trainedEncoder } from '@tomoni/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const train = smallRows(24, 1);
const texts = train.slice(0, 5).map(({ text }) => text);
const tasks = smallTasks.slice(0, 2);

describe('attentionMaps', () => {
  it('reads the trained encoder of a model, and leaves it as it is', async () => {
    const model = await fit(smallPlan({ tasks }), train, { seed: 1 });
    const before = tf.memory().numTensors;
    const maps = await attentionMaps(model, texts);
    expect(tf.memory().numTensors).toBe(before);
    expect(maps.map(({ text }) => text)).toEqual(texts);
    for (const { weights, tokens, offsets, sequences } of maps) {
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      expect([offsets.length, sequences.length, weights.length]).toEqual(
        tokens.map(() => tokens.length).slice(0, 3),
      );
    }
    const encoder = await trainedEncoder(model);
    const again = await attentionMaps(encoder, texts);
    expect(again.map(({ tokens }) => tokens)).toEqual(maps.map(({ tokens }) => tokens));
    for (const [i, { weights }] of again.entries())
      for (const [k, weight] of weights.entries())
        expect(Math.abs(weight - (maps[i]?.weights[k] as number))).toBeLessThan(1e-5);
    const untrained = await attentionMaps(model.plan.encoder, texts);
    expect(untrained[0]?.weights).not.toEqual(maps[0]?.weights);
    encoder.dispose();
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('reads the encoder as the task has it, where tasks have parameters of their own', async () => {
    const plan = smallPlan({ tasks, sharing: lora({ rank: 2 }) });
    const model = await fit(plan, train, { seed: 1 });
    const [main, auxiliary] = tasks.map(({ name }) => name) as [string, string];
    const of = async (task?: string) =>
      (await attentionMaps(model, texts, { ...(task && { task }) }))[0]?.weights;
    expect(await of()).toEqual(await of(main));
    expect(await of(auxiliary)).not.toEqual(await of(main));
    model.dispose();
  });

  it('says what was cut', async () => {
    const model = await fit(smallPlan({ tasks }), train, { seed: 1 });
    const notices: string[] = [];
    const long = Array.from({ length: 400 }, () => 'a').join(' ');
    const [map] = await attentionMaps(model, [long], { notice: (message) => notices.push(message) });
    expect(map?.tokens.length).toBeLessThan(400);
    expect(notices).toEqual([expect.stringMatching(/tokens were cut/)]);
    model.dispose();
  });
});
