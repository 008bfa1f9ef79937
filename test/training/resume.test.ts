import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { lastLayers } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import type { TrainingEvent, TrainingHistory, WeightingMethod } from '@tomoni/spec';
import {
  adam,
  fit,
  linear,
  loadModel,
  type OptimizerMethod,
  type Plan,
  sgd,
  type TaskPlan,
  type TrainedModel,
} from '@tomoni/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallEncoder, smallPlan, smallRows, smallTasks } from './small-plan.js';
import { temporaryFolder } from './temporary-folder.js';

const train = smallRows(32, 1);
const validation = smallRows(12, 2);
const texts = ['the film was very good', 'a book was bad'];
let folder: string;

beforeAll(async () => {
  await useEngine('wasm');
});
temporaryFolder((path) => {
  folder = path;
});

const plan = (changes: Partial<Plan> = {}) =>
  smallPlan({ stopping: { ...smallPlan().stopping, maxEpochs: 3, patience: 5 }, ...changes });

/** A weighting whose weights depend on all losses so far; it starts from a number that JSON does not know. */
function remembering(): WeightingMethod {
  return {
    name: 'remembering',
    description: 'remembering',
    create: ({ tasks }) => {
      let smallest = tasks.map(() => Number.POSITIVE_INFINITY);
      let sums = tasks.map(() => 0);
      return {
        needs: 'losses',
        weigh: (losses, { present }) => {
          sums = sums.map((sum, i) => (present[i] ? 0.5 * sum + (losses[i] as number) : sum));
          smallest = smallest.map((least, i) => (present[i] ? Math.min(least, losses[i] as number) : least));
          return Float64Array.from(sums, (sum, i) =>
            present[i] ? 1 / (1 + sum) + (smallest[i] as number) : 0,
          );
        },
        state: () => ({ sums, smallest }),
        restore: (state) => ({ sums, smallest } = state as { sums: number[]; smallest: number[] }),
      };
    },
  };
}

/** Steps by the sign of all gradients so far. */
function signs(): OptimizerMethod {
  return {
    name: 'signs',
    description: 'signs',
    learningRate: () => 1e-3,
    create: (parameters) => {
      const sums = parameters.map(({ variable }) =>
        tf.tidy(() => tf.variable(tf.zeros(variable.shape), false)),
      );
      return {
        apply: (gradients, factor) => {
          for (const [i, { variable }] of parameters.entries())
            tf.tidy(() => {
              const gradient = gradients[i];
              if (!gradient) return;
              sums[i]?.assign(tf.add(sums[i] as tf.Tensor, gradient));
              variable.assign(tf.sub(variable, tf.mul(tf.sign(sums[i] as tf.Tensor), 1e-3 * factor)));
            });
        },
        state: async () =>
          new Map(
            parameters.map(({ name, variable: { shape } }, i) => [
              name,
              { shape, data: (sums[i] as tf.Tensor).dataSync<'float32'>().slice() },
            ]),
          ),
        restore: (state) => {
          for (const [i, { name, variable }] of parameters.entries())
            tf.tidy(() => sums[i]?.assign(tf.tensor(state.get(name)?.data ?? [], variable.shape)));
        },
        dispose: () => tf.dispose(sums),
      };
    },
  };
}

/** All that a run gives, but for the time it took and what it found in the cache. */
async function outcome(model: TrainedModel) {
  const timeless = ({ entries, cache: _, ...history }: TrainingHistory) => ({
    ...history,
    entries: entries.map(({ seconds: _, ...entry }) => entry),
  });
  const result = { history: timeless(model.history), predictions: await model.predict(texts) };
  model.dispose();
  return result;
}

/** Runs until a step, is stopped there by a signal, and fails. */
async function stoppedAt(step: number, own = plan(), rows = train, held = validation) {
  const controller = new AbortController();
  return fit(own, rows, {
    validation: held,
    seed: 4,
    checkpoints: { folder },
    signal: controller.signal,
    callbacks: [(event) => void (event.type === 'step' && event.step === step && controller.abort())],
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a run that was stopped', () => {
  it.each([1, 4, 6, 11])('after step %i goes on to the same bits', async (step) => {
    const whole = await outcome(await fit(plan(), train, { validation, seed: 4 }));
    expect(await stoppedAt(step)).toMatchObject({ code: 'aborted' });
    const resumed = await fit(plan(), train, { validation, seed: 4, checkpoints: { folder } });
    expect(await outcome(resumed)).toEqual(whole);
  });

  const stopping = plan().stopping;
  const own = smallRows(14, 9);
  const [mood, length, nouns, words] = smallTasks as readonly [TaskPlan, TaskPlan, TaskPlan, TaskPlan];
  it.each<[string, Partial<Plan>]>([
    ['evaluations every 3 steps', { stopping: { ...stopping, evaluateEvery: { steps: 3 } } }],
    ['an end within an epoch', { stopping: { ...stopping, maxSteps: 7 } }],
    ['the last state as result', { stopping: { ...stopping, restoreBest: false } }],
    ['the total loss watched', { stopping: { ...stopping, monitor: { total: true } } }],
    [
      'little patience',
      { optimizer: adam(0.1), stopping: { ...stopping, patience: 1, evaluateEvery: { steps: 1 } } },
    ],
    ['accumulated batches', { batching: { ...smallPlan().batching, size: 4, accumulate: 3 } }],
    [
      'rows of their own',
      { tasks: [mood, { ...length, data: { train: own, validation: own } }, nouns, words] },
    ],
    ['frozen layers and dropout in them', { trainable: lastLayers(1), frozenDropout: true }],
    ['frozen layers', { trainable: lastLayers(1) }],
    ['windows', { input: { maxLength: 8, long: 'windows', overlap: 2 } }],
    ['a schedule', { schedule: linear({ warmup: 0.2 }) }],
    ['sgd with momentum', { optimizer: sgd(0.05, { momentum: 0.9 }) }],
    ['a weighting with memory', { weighting: remembering() }],
    ['an optimizer with memory', { optimizer: signs() }],
  ])('goes on to the same bits with %s', async (_, changes) => {
    const whole = await outcome(await fit(plan(changes), train, { validation, seed: 4 }));
    const steps = whole.history.entries.at(-1)?.step ?? 0;
    expect(steps).toBeGreaterThan(1);
    for (const step of new Set([1, Math.ceil(steps / 2), steps - 1])) {
      expect(await stoppedAt(step, plan(changes))).toMatchObject({ code: 'aborted' });
      const names = await readdir(folder);
      expect(names.some((name) => name.endsWith(`${step}`))).toBe(true);
    }
    const resumed = await fit(plan(changes), train, { validation, seed: 4, checkpoints: { folder } });
    expect(await outcome(resumed)).toEqual(whole);
  });

  it('goes on to the same bits without validation, and with scores that are not defined', async () => {
    const free = plan({ stopping: { ...stopping, patience: undefined } });
    const options = { seed: 4, checkpoints: { folder: join(folder, 'free') } };
    const whole = await outcome(await fit(free, train, { seed: 4 }));
    const controller = new AbortController();
    const callbacks = [(event: TrainingEvent) => void (event.type === 'step' && controller.abort())];
    await expect(fit(free, train, { ...options, callbacks, signal: controller.signal })).rejects.toThrow();
    expect(await outcome(await fit(free, train, options))).toEqual(whole);

    const unlabelled = validation.map((row) => ({ ...row, length: undefined }));
    const reference = await outcome(await fit(plan(), train, { validation: unlabelled, seed: 4 }));
    expect(reference.history.entries[0]?.validation?.length?.loss).toBeNaN();
    await stoppedAt(5, plan(), train, unlabelled);
    const resumed = await fit(plan(), train, { validation: unlabelled, seed: 4, checkpoints: { folder } });
    expect(await outcome(resumed)).toEqual(reference);
  });

  it('trains to the same bits whether it is evaluated or not, however large the batches of evaluation', async () => {
    const last = { ...stopping, restoreBest: false, patience: undefined };
    const trained = async (changes: Partial<Plan>, held?: typeof validation) => {
      const model = await fit(plan({ stopping: last, ...changes }), train, {
        seed: 4,
        ...(held === undefined ? {} : { validation: held }),
      });
      const folderOf = join(folder, 'model');
      await model.save(folderOf);
      model.dispose();
      return [
        await readFile(join(folderOf, 'model.safetensors')),
        await readFile(join(folderOf, 'heads.safetensors')),
      ];
    };
    const plain = await trained({});
    expect(await trained({ stopping: { ...last, evaluateEvery: { steps: 1 } } }, validation)).toEqual(plain);
    const batching = { ...smallPlan().batching, evaluationSize: 3 };
    expect(await trained({ batching }, validation)).toEqual(plain);
  });

  it('is not run again once it has ended', async () => {
    const first = await outcome(await fit(plan(), train, { validation, seed: 4, checkpoints: { folder } }));
    const events: string[] = [];
    const again = await fit(plan(), train, {
      validation,
      seed: 4,
      checkpoints: { folder },
      callbacks: [(event) => void events.push(event.type)],
    });
    expect(events).not.toContain('step');
    expect(await outcome(again)).toEqual(first);
  });

  it('has no step beyond an end that was brought forward, and goes on with more patience', async () => {
    await stoppedAt(6);
    const steps = async (changes: Partial<Plan['stopping']>, base = plan()) => {
      const found: number[] = [];
      const model = await fit({ ...base, stopping: { ...base.stopping, ...changes } }, train, {
        validation,
        seed: 4,
        checkpoints: { folder },
        callbacks: [(event) => void (event.type === 'step' && found.push(event.step))],
      });
      model.dispose();
      return found;
    };
    expect(await steps({ maxEpochs: 1 })).toEqual([]);
    expect((await steps({ maxEpochs: 2 })).at(-1)).toBe(8);
    await rm(folder, { recursive: true });
    const hasty = plan({ optimizer: adam(0.1), stopping: { ...stopping, evaluateEvery: { steps: 1 } } });
    const ended = (await steps({ patience: 1 }, hasty)).at(-1) as number;
    expect(ended).toBeLessThan(12);
    expect(await steps({ patience: 1 }, hasty)).toEqual([]);
    expect((await steps({ patience: 20 }, hasty))[0]).toBe(ended + 1);
  });

  it('says so when a schedule had other learning rates until then', async () => {
    const notices: string[] = [];
    const scheduled = (maxEpochs: number) =>
      plan({ schedule: linear(), stopping: { ...stopping, maxEpochs } });
    const options = { validation, seed: 4, checkpoints: { folder } };
    (await fit(scheduled(1), train, options)).dispose();
    const callbacks = [
      (event: TrainingEvent) => void (event.type === 'notice' && notices.push(event.message)),
    ];
    (await fit(scheduled(2), train, { ...options, callbacks })).dispose();
    expect(notices.join()).toMatch(/from step 4 towards 8 steps; it was begun for 4/);
  });

  it('goes on when more epochs are asked for', async () => {
    const short = plan({ stopping: { ...plan().stopping, maxEpochs: 2 } });
    (await fit(short, train, { validation, seed: 4, checkpoints: { folder } })).dispose();
    const whole = await outcome(await fit(plan(), train, { validation, seed: 4 }));
    const longer = await fit(plan(), train, { validation, seed: 4, checkpoints: { folder } });
    expect(await outcome(longer)).toEqual(whole);
  });

  it('keeps the newest checkpoints, each a model that loads', async () => {
    const own = plan();
    const model = await fit(own, train, {
      validation,
      seed: 4,
      checkpoints: { folder, everySteps: 1, keep: 3 },
    });
    const names = (await readdir(folder)).sort();
    expect(names).toEqual(['step-000000010', 'step-000000011', 'step-000000012-end']);
    const loaded = await loadModel(own, join(folder, 'step-000000011'));
    expect(await loaded.predict(texts)).toHaveLength(2);
    loaded.dispose();
    const last = await loadModel(own, join(folder, 'step-000000012-end'));
    expect(await last.predict(texts)).toEqual(await model.predict(texts));
    last.dispose();
    model.dispose();
  });

  it('is refused to another seed, other rows or another plan, by what differs', async () => {
    await stoppedAt(2);
    const options = { validation, seed: 4, checkpoints: { folder } };
    const refusal = (own: Plan, rows = train, more = {}) => fit(own, rows, { ...options, ...more });
    await expect(refusal(plan(), train, { seed: 5 })).rejects.toThrow(/differs in: seed/);
    await expect(refusal(plan(), train.slice(1))).rejects.toThrow(/differs in: training/);
    await expect(refusal(plan({ tasks: smallTasks.slice(0, 3) }))).rejects.toThrow(/tasks, parameters/);
    await expect(refusal(plan({ clipNorm: 2 }))).rejects.toThrow(/schedule/);
    await expect(refusal(plan({ encoder: smallEncoder(9) }))).rejects.toThrow(/differs in: encoder\./);
    const otherwise = { ...stopping, restoreBest: false };
    await expect(refusal(plan({ stopping: otherwise }))).rejects.toThrow(/differs in: selection\./);
  });

  it('names a damaged checkpoint', async () => {
    await stoppedAt(2);
    await writeFile(join(folder, 'step-000000002', 'state', 'run.json'), '{}');
    await mkdir(join(folder, '.step-000000001.removed'));
    await mkdir(join(folder, '.step-000000003.tomoni-writing-999999999'));
    await expect(fit(plan(), train, { validation, seed: 4, checkpoints: { folder } })).rejects.toMatchObject({
      code: 'damaged-file',
      message: expect.stringMatching(/run\.json.*Remove '.*step-000000002'/),
    });
    expect(await readdir(folder)).toEqual(['step-000000002']);
  });

  it('leaves no tensor behind', async () => {
    const own = plan();
    const before = tf.memory().numTensors;
    await stoppedAt(3, own);
    expect(tf.memory().numTensors).toBe(before);
    (await fit(own, train, { validation, seed: 4, checkpoints: { folder } })).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
