import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import { explain, inspectGradients } from '@tomoni/training';
import { excessMtl, famo, forum, mgda, modo, upgrad } from '@tomoni/weighting';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const rows = smallRows(20, 1);
const tasks = smallTasks.slice(0, 3);

describe('inspectGradients', () => {
  it('does not depend on how rows are batched, and leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    const plan = smallPlan({ tasks });
    const { batching } = plan;
    const whole = await inspectGradients({ ...plan, batching: { ...batching, size: 20 } }, rows, { seed: 3 });
    const parts = await inspectGradients({ ...plan, batching: { ...batching, size: 7 } }, rows, { seed: 3 });
    expect(tf.memory().numTensors).toBe(before);
    expect(whole.tasks).toEqual(['mood', 'length', 'nouns']);
    expect(whole.weights).toBeUndefined();
    expect(whole.blocks.map(({ name }) => name)).toEqual(['all', 'layer 0', 'layer 1', 'layer 2']);
    for (const [i, loss] of whole.losses.entries()) expect(parts.losses[i]).toBeCloseTo(loss, 5);
    for (const [b, { norms, cosines, shares }] of whole.blocks.entries())
      for (const [i, norm] of norms.entries()) {
        expect(parts.blocks[b]?.norms[i]).toBeCloseTo(norm, 4);
        for (const [j, cosine] of (cosines[i] as readonly number[]).entries())
          expect(parts.blocks[b]?.cosines[i]?.[j]).toBeCloseTo(cosine, 3);
        expect(shares[i]).toBeCloseTo(norm / norms.reduce((a, c) => a + c, 0), 12);
      }
  });

  it('knows that a task agrees with its copy, and has no gradient above the layer that it reads', async () => {
    const [mood, length, nouns] = tasks as [(typeof tasks)[0], (typeof tasks)[0], (typeof tasks)[0]];
    const copy = { ...length, name: 'copy', head: { sameHeadAs: 'length' } };
    const { blocks, tasks: names } = await inspectGradients(
      smallPlan({ tasks: [mood, length, copy, { ...nouns, layer: 1 }] }),
      rows,
    );
    expect(names).toEqual(['mood', 'length', 'copy', 'nouns']);
    for (const { name, cosines, magnitudes, norms } of blocks) {
      if (name === 'heads') continue;
      expect(cosines[1]?.[2]).toBeCloseTo(1, 5);
      expect(magnitudes[1]?.[2]).toBeCloseTo(1, 5);
      expect((norms[3] as number) > 0).toBe(name !== 'layer 2');
    }
  });

  it('stops at a signal', async () => {
    await expect(
      inspectGradients(smallPlan({ tasks }), rows, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('explain', () => {
  const balancing = (changes: Parameters<typeof smallPlan>[0]) =>
    explain(smallPlan({ tasks, ...changes })).settings.balancing;
  const accumulated = { batching: { ...smallPlan().batching, accumulate: 4 } };

  it('says what a weighting takes', () => {
    expect(balancing({})).toBe('nothing more than the losses');
    expect(balancing({ weighting: upgrad() })).toMatch(/per task, keeping none$/);
    expect(balancing({ weighting: upgrad(), ...accumulated })).toMatch(
      /keeping a gradient .* per task, [\d.]+ KiB$/,
    );
    expect(balancing({ weighting: mgda({ at: 'representation' }) })).toMatch(/through its head$/);
    expect(balancing({ weighting: mgda({ at: 'representation' }), ...accumulated })).toMatch(
      /forward passes twice$/,
    );
    expect(balancing({ weighting: excessMtl() })).toMatch(/keeping a gradient/);
    expect(balancing({ weighting: famo() })).toMatch(/after the update/);
    expect(balancing({ weighting: modo() })).toMatch(/two further batches/);
    expect(balancing({ weighting: forum() })).toMatch(/keeping 3 gradients of it/);
  });
});
