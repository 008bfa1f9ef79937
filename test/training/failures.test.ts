import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { verifyChecksums } from '@tomoni/data';
import { useEngine } from '@tomoni/engines';
import { regression } from '@tomoni/heads';
import {
  type Encoding,
  type LabelGenerator,
  TomoniError,
  type Weighting,
  type WeightingMethod,
} from '@tomoni/spec';
import {
  type AnyRow,
  adam,
  type FitOptions,
  fit,
  loadModel,
  type Plan,
  type TaskPlan,
} from '@tomoni/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallEncoder, smallPlan, smallRows, smallTasks } from './small-plan.js';
import { temporaryFolder } from './temporary-folder.js';

const train = smallRows(24, 1);
const validation = smallRows(8, 2);
let folder: string;

beforeAll(async () => {
  await useEngine('wasm');
});
temporaryFolder((path) => {
  folder = path;
});

/** Runs a plan that fails; no tensor may be left. */
async function failure(plan: Plan, options: FitOptions<AnyRow> = {}, rows = train) {
  const before = tf.memory().numTensors;
  const events: string[] = [];
  const callbacks = [...(options.callbacks ?? []), ({ type }: { type: string }) => void events.push(type)];
  const error = await fit(plan, rows, { validation, ...options, callbacks }).then(
    (model) => model.dispose(),
    (reason: unknown) => reason,
  );
  expect(tf.memory().numTensors).toBe(before);
  return { error: error as TomoniError, events };
}

describe('spans that do not fit their text', () => {
  const beyond = [{ start: 4, end: 99, tag: 'NOUN' }];
  const joined = [
    { start: 4, end: 6, tag: 'NOUN' },
    { start: 6, end: 8, tag: 'NOUN' },
  ];
  const spoiled = (rows: typeof train, row: number, nouns: typeof beyond) =>
    rows.map((value, i) => (i === row ? { ...value, nouns } : value));

  it.each([
    ['end beyond it', beyond, /ends beyond the text/],
    ['share a token', joined, /share a token/],
  ])('are refused before the first step where they %s', async (_, nouns, message) => {
    const { error, events } = await failure(smallPlan(), {}, spoiled(train, 17, nouns));
    expect(error).toMatchObject({
      code: 'invalid-data',
      where: { data: 'training', row: 17, task: 'nouns' },
      what: expect.stringMatching(message),
      remedy: expect.any(String),
    });
    expect(events).not.toContain('step');
  });

  it('are refused in rows that choose the best state, and in rows to score', async () => {
    const { error, events } = await failure(smallPlan(), { validation: spoiled(validation, 3, beyond) });
    expect(error).toMatchObject({ where: { data: 'validation', row: 3, task: 'nouns' } });
    expect(events).not.toContain('step');
    const model = await fit(smallPlan(), train, { seed: 1 });
    await expect(model.evaluate(spoiled(validation, 3, beyond))).rejects.toMatchObject({
      where: { data: 'evaluation', row: 3, task: 'nouns' },
    });
    model.dispose();
  });
});

describe('a run that is stopped before its first step', () => {
  it('does nothing where the signal has fired already', async () => {
    const { error, events } = await failure(smallPlan(), {
      signal: AbortSignal.abort('no'),
      checkpoints: { folder: join(folder, 'run') },
    });
    expect(error).toMatchObject({ code: 'aborted', cause: 'no' });
    expect(events).toEqual(['failure']);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['preparation', 'start'])('during %s', async (type) => {
    const controller = new AbortController();
    const { error, events } = await failure(smallPlan(), {
      signal: controller.signal,
      checkpoints: { folder },
      callbacks: [(event) => void (event.type === type && controller.abort())],
    });
    expect(error.code).toBe('aborted');
    expect(events).not.toContain('step');
    expect(await readdir(folder)).toEqual([]);
  });

  it('has no step, and gives a model, where a callback stops it', async () => {
    const events: string[] = [];
    const model = await fit(smallPlan(), train, {
      validation,
      checkpoints: { folder },
      callbacks: [
        (event, control) => {
          events.push(event.type);
          if (event.type === 'start') control.stop();
        },
      ],
    });
    expect(events).not.toContain('step');
    expect(events.at(-1)).toBe('end');
    expect(await model.predict(['a book'])).toHaveLength(1);
    model.dispose();
  });
});

describe('a callback', () => {
  it.each(['preparation', 'start', 'step', 'evaluation', 'checkpoint', 'end'])(
    'that throws at the event %s fails the run, and nothing is left',
    async (type) => {
      const told: string[] = [];
      const { error } = await failure(smallPlan(), {
        checkpoints: { folder },
        callbacks: [
          (event) => {
            told.push(event.type);
            if (event.type === type) throw new Error(`at ${type}`);
          },
        ],
      });
      expect(error.message).toBe(`at ${type}`);
      expect(told.at(-1)).toBe('failure');
    },
  );

  it('that throws at the failure itself does not hide it, nor keep it from others', async () => {
    const run = fit(smallPlan(), [], {
      callbacks: [
        () => {
          throw new Error('again');
        },
      ],
    });
    const events: string[] = [];
    await expect(
      (async () => {
        for await (const event of run) events.push(event.type);
      })(),
    ).rejects.toThrow(/empty/);
    expect(events).toEqual(['failure']);
    await expect(run).rejects.toThrow(/empty/);
    await expect(
      (async () => {
        for await (const _ of run);
      })(),
    ).rejects.toThrow(/empty/);
  });

  it('that stops the run after a checkpoint has it evaluated and saved there', async () => {
    const events: string[] = [];
    const model = await fit(smallPlan(), train, {
      validation,
      checkpoints: { folder, everySteps: 2 },
      callbacks: [
        (event, control) => {
          events.push(event.type);
          if (event.type === 'checkpoint') control.stop();
        },
      ],
    });
    expect(model.history.entries.map(({ step }) => step)).toEqual([2]);
    expect(events.filter((type) => type === 'step')).toHaveLength(2);
    expect(await readdir(folder)).toContain('step-000000002-end');
    model.dispose();
  });
});

describe('checkpoints that cannot be written', () => {
  it('are refused before the first step where a file stands in the place of their folder', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'inside')]) {
      const { error, events } = await failure(smallPlan(), { checkpoints: { folder: path } });
      expect(error).toMatchObject({ code: 'unavailable', where: { file: path } });
      expect(error.remedy).toMatch(/folder that can be written to/);
      expect(events).not.toContain('start');
    }
  });

  it('are refused with options out of range', async () => {
    const refused = async (checkpoints: FitOptions<AnyRow>['checkpoints']) =>
      (await failure(smallPlan(), checkpoints === undefined ? {} : { checkpoints })).error.message;
    expect(await refused({ folder, keep: 0 })).toMatch(/'keep' of the checkpoints is 0/);
    expect(await refused({ folder, everySteps: 0.5 })).toMatch(/'everySteps'.*0\.5/);
    expect(await refused({ folder: '' })).toMatch(/no folder/);
  });

  it('leave those before them whole, and the run goes on from there', async () => {
    let writes = 0;
    let full = true;
    // A disk that is full from the third checkpoint on: in the middle of writing it.
    const limited = (encoder: Plan['encoder']): Plan['encoder'] => ({
      ...encoder,
      encode: (input, options) => encoder.encode(input, options),
      instantiate: (options) => encoder.instantiate(options),
      withWeights: (weights) => limited(encoder.withWeights(weights)),
      dispose: () => encoder.dispose(),
      files: () => {
        if (full && ++writes > 2)
          throw new TomoniError({ code: 'exhausted', what: 'The disk is full.', remedy: 'Make room.' });
        return encoder.files();
      },
    });
    const plan = smallPlan({ encoder: limited(smallEncoder()) });
    const { error } = await failure(plan, { checkpoints: { folder, everySteps: 1, keep: 5 } });
    expect(error).toMatchObject({ code: 'exhausted', remedy: 'Make room.' });
    const names = await readdir(folder);
    expect(names).toEqual(['step-000000001', 'step-000000002']);
    for (const name of names) await verifyChecksums(join(folder, name), { extra: 'refuse' });
    full = false;
    const steps: number[] = [];
    const model = await fit(plan, train, {
      validation,
      checkpoints: { folder },
      callbacks: [(event) => void (event.type === 'step' && steps.push(event.step))],
    });
    expect(steps[0]).toBe(3);
    model.dispose();
  });

  it('are not written over with parameters that are no numbers', async () => {
    const plan = smallPlan({ tasks: smallTasks.slice(0, 1), optimizer: adam(1e38), clipNorm: undefined });
    const { error } = await failure(plan, { checkpoints: { folder, everySteps: 1 } });
    expect(error.code).toBe('not-finite');
    for (const name of await readdir(folder)) await verifyChecksums(join(folder, name));
  });
});

describe('a step that fails', () => {
  const failing = (weighting: Partial<Weighting>): WeightingMethod => ({
    name: 'failing',
    description: 'failing',
    create: () => ({ state: () => null, restore: () => undefined, ...weighting }) as Weighting,
  });
  const boom = (after: number) => {
    let calls = 0;
    return () => {
      if (calls++ >= after) throw new Error('boom');
      return Float64Array.of(1, 1);
    };
  };
  const tasks = smallTasks.slice(0, 2);

  it.each<[string, Partial<Weighting>]>([
    ['losses', { needs: 'losses', weigh: boom(1) }],
    ['Gramians', { needs: 'gramian', scope: 'all', weigh: boom(1) }],
    ['Gramians by layer', { needs: 'gramian', scope: 'layer', weigh: boom(2) }],
    [
      'Gramians, by a weight that is not a number',
      {
        needs: 'gramian',
        scope: 'all',
        weigh: () => Float64Array.of(1, Number.NaN),
      },
    ],
    [
      'the Jacobian',
      {
        needs: 'jacobian',
        aggregate: () => {
          throw new Error('boom');
        },
      },
    ],
  ])('in a weighting by %s leaves no tensor', async (_, weighting) => {
    const { error } = await failure(smallPlan({ tasks, weighting: failing(weighting) }));
    expect(error.message).toMatch(/boom|NaN/);
  });

  it.each(['loss', 'logits', 'decode', 'collate'] as const)(
    'in a head’s %s leaves no tensor',
    async (method) => {
      const plain = regression();
      const head: TaskPlan['head'] = {
        ...plain,
        fit: (labels) => {
          const fitted = plain.fit(labels);
          let calls = 0;
          return {
            ...fitted,
            build: (context) => {
              const module = fitted.build(context);
              const original = module[method] as (...values: unknown[]) => unknown;
              return {
                ...module,
                [method]: (...values: unknown[]) => {
                  if (calls++ > 0) throw new Error('boom');
                  return original.apply(module, values);
                },
              };
            },
          };
        },
      };
      const [mood, length] = tasks as [TaskPlan, TaskPlan];
      const { error } = await failure(smallPlan({ tasks: [mood, { ...length, head }] }));
      expect(error.message).toBe('boom');
    },
  );

  it('in an optimizer, or one that cannot be made, leaves no tensor', async () => {
    const plain = adam(1e-3);
    const throwing = (method: 'apply' | 'create') => ({
      ...plain,
      create: (parameters: Parameters<typeof plain.create>[0]) => {
        if (method === 'create') throw new Error('boom');
        const made = plain.create(parameters);
        return {
          ...made,
          apply: () => {
            throw new Error('boom');
          },
        };
      },
    });
    for (const method of ['apply', 'create'] as const)
      expect((await failure(smallPlan({ tasks, optimizer: throwing(method) }))).error.message).toBe('boom');
  });

  it('in a generator leaves no tensor, in training and in evaluation', async () => {
    let calls = 0;
    const generator = (limit: number): LabelGenerator<string> => ({
      kind: 'failing',
      altersInput: false,
      fit: async () => ({
        redraws: true,
        annotate: async (encodings: readonly Encoding[]) => {
          if (calls++ >= limit) throw new Error('boom');
          return encodings.map((_, i) => ({ label: i % 2 === 0 ? 'neg' : 'pos' }));
        },
        describe: () => null,
        toJSON: () => null,
      }),
      restore: async () => {
        throw new Error('not asked for');
      },
    });
    const [mood, length] = tasks as [TaskPlan, TaskPlan];
    for (const limit of [0, 1, 3]) {
      calls = 0;
      const drawn: TaskPlan = { ...mood, labels: { from: 'generator', generator: generator(limit) } };
      const { error } = await failure(smallPlan({ tasks: [drawn, length] }));
      expect(error.message).toBe('boom');
    }
  });
});

describe('two runs at once', () => {
  it('of one learner have the bits of two runs one after the other', async () => {
    const plan = smallPlan();
    const before = tf.memory().numTensors;
    const outcome = async (seed: number) => {
      const model = await fit(plan, train, { validation, seed });
      const predictions = await model.predict(['the film was very good']);
      model.dispose();
      return predictions;
    };
    const apart = [await outcome(1), await outcome(2)];
    expect(await Promise.all([outcome(1), outcome(2)])).toEqual(apart);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a folder that is no model', () => {
  it('is refused with what is there', async () => {
    const plan = smallPlan();
    const model = await fit(plan, train, { validation, checkpoints: { folder: join(folder, 'run') } });
    await mkdir(join(folder, 'other'));
    await writeFile(join(folder, 'other', 'notes.txt'), 'keep me');
    await expect(model.save(join(folder, 'other'))).rejects.toMatchObject({ code: 'invalid-argument' });
    await model.save(join(folder, 'model'));
    await model.save(join(folder, 'model'));
    expect((await readdir(folder)).sort()).toEqual(['model', 'other', 'run']);
    model.dispose();
    await expect(loadModel(plan, join(folder, 'run'))).rejects.toThrow(/step-000000006-end/);
  });
});
