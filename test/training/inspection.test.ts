import type { Scalar, Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { embeddings, lastLayers } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { fit, inspectTexts, inspectTraining, trainedEncoder } from '@tomoni/training';
import { lambdas } from '@tomoni/weighting';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const train = smallRows(24, 1);

describe('inspectTraining', () => {
  it('takes the steps of fit, whatever is looked at in between', async () => {
    const plan = smallPlan({ stopping: { ...smallPlan().stopping, maxEpochs: 2 } });
    const expected: number[][] = [];
    const model = await fit(plan, train, {
      seed: 3,
      callbacks: [(event) => void (event.type === 'step' && expected.push(Object.values(event.losses)))],
    });
    model.dispose();
    const before = tf.memory().numTensors;
    const seen: number[][] = [];
    for await (const step of inspectTraining(plan, train, { seed: 3 })) {
      const losses = Array.from(await step.losses()).filter((loss) => !Number.isNaN(loss));
      seen.push(losses);
      const again = await step.record(async ({ tape, losses: recorded, values }) => {
        const one = tf.scalar(1);
        const variables = step.parameters.map(({ variable }) => variable);
        const gradients = tape.vjp([{ output: recorded[0] as Scalar, gradient: one }], variables);
        expect(gradients.some((gradient) => gradient !== null)).toBe(true);
        tf.dispose([one, ...gradients.filter((gradient): gradient is Tensor => gradient !== null)]);
        return values;
      });
      expect(Array.from(again).filter((loss) => !Number.isNaN(loss))).toEqual(losses);
      expect(step.learningRate(step.parameters[0] as (typeof step.parameters)[number])).toBe(2e-3);
    }
    expect(seen).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('frees everything where it is left early', async () => {
    const before = tf.memory().numTensors;
    for await (const { index } of inspectTraining(smallPlan(), train)) if (index === 1) break;
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses accumulated batches', async () => {
    const plan = smallPlan({ batching: { ...smallPlan().batching, accumulate: 2 } });
    await expect(inspectTraining(plan, train).next()).rejects.toThrow(/accumulates 2 batches/);
  });
});

describe('inspectTexts', () => {
  it('gives the losses that evaluation adds up, and gradients of parameters that were frozen', async () => {
    const plan = smallPlan({ trainable: lastLayers(1), tasks: smallTasks.slice(0, 3) });
    const model = await fit(plan, train, { seed: 1 });
    for (const task of ['mood', 'length', 'nouns']) {
      const before = tf.memory().numTensors;
      const losses: number[] = [];
      for await (const text of inspectTexts(model, train, { task, parameters: embeddings() })) {
        const { tape, logits, loss } = text.record();
        const sources = text.parameters.filter(({ trainable }) => trainable).map(({ value }) => value);
        expect(sources.length).toBeGreaterThan(0);
        if (loss !== undefined) {
          const one = tf.scalar(1);
          const gradients = tape.backward([{ output: loss, gradient: one }], sources);
          expect(gradients.every((gradient) => gradient !== null)).toBe(true);
          losses.push((await loss.data())[0] as number);
          tf.dispose([one, loss, ...gradients.filter((gradient): gradient is Tensor => gradient !== null)]);
        }
        tape.dispose();
        logits.dispose();
      }
      expect(tf.memory().numTensors).toBe(before);
      const labelled = train.filter((row) => row[task as 'mood'] !== undefined);
      const { loss } = (await model.evaluate(labelled, { tasks: [task] }))[task] as { loss: number };
      const weight = task === 'nouns' ? countWords(labelled) : labelled.length;
      expect(losses.reduce((sum, value) => sum + value, 0) / weight).toBeCloseTo(loss, 4);
    }
    model.dispose();
  });

  it('refuses a task that is not there, and a model that is gone', async () => {
    const model = await fit(smallPlan({ tasks: smallTasks.slice(0, 2) }), train);
    await expect(inspectTexts(model, train, { task: 'nouns' }).next()).rejects.toThrow(/no task 'nouns'/);
    model.dispose();
    await expect(inspectTexts(model, train).next()).rejects.toThrow(/disposed/);
  });
});

describe('trainedEncoder', () => {
  it('brings the trained weights into another run', async () => {
    const plan = smallPlan({
      tasks: smallTasks.slice(0, 2),
      weighting: lambdas({ mood: 1, length: 0 }),
    });
    const first = await fit(plan, train, { seed: 1 });
    const encoder = await trainedEncoder(first);
    const frozen = { ...plan, encoder, stopping: { ...plan.stopping, maxEpochs: 1, maxSteps: 1 } };
    const second = await fit(frozen, train, { seed: 1 });
    const again = await trainedEncoder(second);
    const values = async (from: typeof encoder) => {
      const instance = from.instantiate({ trainable: { ...lastLayers(1), includes: () => false } });
      const weights = await instance.weights();
      instance.dispose();
      return weights.get('encoder.layer.1.output.dense.weight')?.data as Float32Array;
    };
    const [before, start, after] = [
      await values(plan.encoder),
      await values(encoder),
      await values(again),
    ] as const;
    const moved = (a: Float32Array, b: Float32Array) =>
      a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
    expect(moved(before, start)).toBeGreaterThan(2e-3);
    expect(moved(start, after)).toBeGreaterThan(0);
    expect(moved(start, after)).toBeLessThan(3e-3);
    for (const model of [first, second]) model.dispose();
    for (const each of [encoder, again]) each.dispose();
  });
});

function countWords(rows: readonly { readonly text: string }[]): number {
  return rows.reduce((sum, { text }) => sum + text.split(' ').length, 0);
}
