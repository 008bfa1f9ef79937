import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { writeSafetensors } from '@tomoni/data';
import type { HostTensor } from '@tomoni/spec';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../checkpoint/read-checkpoint.js';
import { type Reread, SharedWeights } from './shared-weights.js';

const shape = [600, 500];
const drawn = (): HostTensor => ({ shape, data: Float32Array.from({ length: 300_000 }, (_, i) => i % 977) });

describe('SharedWeights', () => {
  beforeAll(() => tf.setBackend('cpu'));
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  /** Weights with one large weight, and how often it was read again. */
  function counted() {
    const reads: HostTensor[] = [];
    const reread: Reread = () => {
      reads.push(drawn());
      return reads.at(-1) as HostTensor;
    };
    return { weights: new SharedWeights(new Map([['w', drawn()]]), new Map([['w', reread]])), reads };
  }

  it('starts a variable in the array of its weight', () => {
    const held = drawn();
    const weights = new SharedWeights(new Map([['w', held]]));
    const variable = weights.variable('w');
    expect(variable.dataSync()).toBe(held.data);
    variable.dispose();
    expect(weights.host.get('w').data).toBe(held.data);
  });

  it('finds a weight that it no longer holds where it is still used', () => {
    const { weights, reads } = counted();
    const first = weights.variable('w');
    const second = weights.variable('w');
    expect(second.dataSync()).toBe(first.dataSync());
    expect(reads).toHaveLength(0);
    tf.dispose([first, second]);
  });

  it('reads a weight again once, and holds it from then on', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const { weights, reads } = counted();
    for (let run = 0; run < 4; run++) {
      const variable = weights.variable('w');
      expect(variable.dataSync()[978]).toBe(1);
      variable.dispose();
      await setImmediate();
      collect();
    }
    expect(reads).toHaveLength(1);
    expect(weights.host.get('w')).toBe(reads[0]);
  });

  it('keeps a weight that some instance has frozen', () => {
    const { weights, reads } = counted();
    const frozen = weights.borrow('w');
    const variable = weights.variable('w');
    expect(weights.host.get('w').data).toBe(frozen.dataSync());
    expect(reads).toHaveLength(0);
    weights.giveBack('w');
    variable.dispose();
  });

  it('knows no other weights', () => {
    expect(() => new SharedWeights(new Map()).host.get('w')).toThrow("no weight 'w'");
  });
});

describe('weights of a file', () => {
  const parameter = { name: 'w', layer: 0, depth: 0, shape, decay: true };
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weights-'));
    await writeSafetensors(
      join(folder, 'm.safetensors'),
      new Map([
        ['before', { shape: [3], data: Float32Array.of(1, 2, 3) }],
        ['w', drawn()],
        ['after', { shape: [2], data: Int32Array.of(1, 2) }],
      ]),
    );
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const reread = async () => {
    const { reread } = await readCheckpoint(folder, ['m.safetensors'], [parameter], (name) => name);
    return reread?.get('w') as Reread;
  };

  it('are read again, bit for bit, after their folder is gone', async () => {
    const again = await reread();
    await rm(folder, { recursive: true });
    expect(again()).toEqual(drawn());
  });

  it('are refused where the file was written over', async () => {
    const again = await reread();
    await writeFile(join(folder, 'm.safetensors'), 'something else');
    await utimes(join(folder, 'm.safetensors'), 1, 1);
    expect(again).toThrow(/written over after an encoder was loaded/);
  });
});
