import * as tf from '@tensorflow/tfjs';
import { bertConfig, createEncoder, hardSharing } from '@tomoni/encoders';
import { type EngineName, useEngine } from '@tomoni/engines';
import type { Sharing, Tokenizer } from '@tomoni/spec';
import { fit, sgd } from '@tomoni/training';
import { describe, expect, it } from 'vitest';
import { sharingWays } from './sharing-ways.js';
import { smallEncoder, smallPlan, smallRows } from './small-plan.js';

const rows = smallRows(24, 1);
const tokenizer = smallEncoder().tokenizer as Tokenizer;
const size = { layers: 2, hiddenSize: 32, heads: 4, intermediateSize: 64, positions: 32 };

/** The losses of each step: those after the first depend on every gradient before. */
async function losses(engine: EngineName, sharing: Sharing): Promise<number[]> {
  await useEngine(engine);
  const before = tf.memory().numTensors;
  const seen: number[] = [];
  const plan = smallPlan({
    encoder: createEncoder(bertConfig({ ...size, initializerRange: 0.1 }), { tokenizer, seed: 1 }),
    sharing,
    optimizer: sgd(0.05),
    stopping: { ...smallPlan().stopping, maxSteps: 3 },
  });
  const model = await fit(plan, rows, {
    seed: 1,
    callbacks: [(event) => void (event.type === 'step' && seen.push(...Object.values(event.losses)))],
  });
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return seen;
}

describe('steps on ONNX Runtime have the losses of plain JavaScript', () => {
  it.each(Object.entries({ hard: hardSharing(), ...sharingWays }))('%s', async (_, sharing) => {
    const expected = await losses('cpu', sharing);
    const found = await losses('onnxruntime', sharing);
    expect(found).toHaveLength(expected.length);
    const errors = found.map((loss, i) => Math.abs(loss / (expected[i] as number) - 1));
    expect(Math.max(...errors)).toBeLessThan(1e-4);
  });
});
