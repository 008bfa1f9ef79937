import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { hardSharing } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import type { Sharing } from '@tomoni/spec';
import { adam, fit, loadModel } from '@tomoni/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const train = smallRows(24, 1);
const validation = smallRows(10, 2);
const texts = ['the film was very good', 'a book was bad'];

/** Hard sharing with a gate per task, kept close to 1 by a penalty. */
function gated(strength: number): Sharing {
  const plain = hardSharing();
  return {
    kind: 'gated',
    toJSON: () => ({ strength }),
    build(context) {
      const inner = plain.build(context);
      const gates = Object.fromEntries(
        context.tasks.map(({ task }) => [task, tf.tidy(() => tf.variable(tf.scalar(1.5)))]),
      );
      return {
        variables: gates,
        width: (task) => inner.width(task),
        demand: (task, positions) => inner.demand(task, positions),
        features: (states, task, positions) =>
          tf.mul(inner.features(states, task, positions), gates[task] as Scalar) as Tensor2D,
        penalty: () =>
          tf.tidy(() =>
            tf.mul(
              strength,
              tf.addN(Object.values(gates).map((gate) => tf.square(tf.sub(gate, 1)) as Scalar)),
            ),
          ) as Scalar,
        dispose: () => {
          for (const gate of Object.values(gates)) gate.dispose();
          inner.dispose();
        },
      };
    },
  };
}

const plan = (strength: number, changes: Parameters<typeof smallPlan>[0] = {}) =>
  smallPlan({ sharing: gated(strength), optimizer: adam(1e-2), clipNorm: undefined, ...changes });

describe('a way of sharing with variables and a penalty', () => {
  it('is trained, pulled by its penalty, saved and loaded', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
    const own = plan(0.1);
    const before = tf.memory().numTensors;
    const model = await fit(own, train, { validation, seed: 1 });
    await model.save(folder);
    const loaded = await loadModel(own, folder);
    expect(await loaded.predict(texts)).toEqual(await model.predict(texts));
    loaded.dispose();
    const only = model.only('length');
    await only.save(folder);
    const reduced = { ...own, main: 'length', tasks: own.tasks.filter(({ name }) => name === 'length') };
    const alone = await loadModel(reduced, folder);
    expect(await alone.predict(texts)).toEqual(await only.predict(texts));
    // Read alone, a layer may be run for fewer positions, in another order of additions.
    expect((await alone.predict(texts))[0]?.length).toBeCloseTo(
      (await model.predict(texts))[0]?.length as number,
      6,
    );
    alone.dispose();
    only.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await rm(folder, { recursive: true });
  });

  it('has its penalty counted once per update, whatever is accumulated', async () => {
    const norms = async (strength: number, size: number, accumulate: number) => {
      const found: number[] = [];
      const tasks = smallTasks.slice(0, 3).map((task) => ({ ...task, dropout: 0 }));
      const model = await fit(
        plan(strength, {
          tasks,
          batching: { size, accumulate, byLength: false, evaluationSize: 8 },
          stopping: { ...smallPlan().stopping, maxSteps: 1 },
        }),
        train.slice(0, 8),
        { callbacks: [(event) => void (event.type === 'step' && found.push(event.gradientNorm))] },
      );
      model.dispose();
      return found[0] as number;
    };
    const [whole, parts] = [await norms(1e4, 8, 1), await norms(1e4, 2, 4)];
    expect(whole).toBeGreaterThan(1e4);
    expect(parts / whole).toBeCloseTo(1, 3);
  });

  it('is refused by a plan that shares otherwise', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
    const model = await fit(plan(0.1), train, { seed: 1 });
    await model.save(folder);
    model.dispose();
    await expect(loadModel(plan(0.1, { sharing: hardSharing() }), folder)).rejects.toMatchObject({
      code: 'mismatch',
      message: expect.stringMatching(/gated.*hard/),
    });
    await rm(folder, { recursive: true });
  });
});
