import * as tf from '@tensorflow/tfjs';
import { all, bertConfig, createEncoder, lastLayers, none } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { checkData, explain } from '@tomoni/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallEncoder, smallPlan, smallRows, smallTasks } from './small-plan.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const unique = (count: number, offset: number) =>
  smallRows(count, 1).map((row, i) => ({ ...row, text: `${row.text} ${'a '.repeat(offset + i)}`.trim() }));

describe('checkData', () => {
  it('counts labels, missing labels and tokens per part', async () => {
    const plan = smallPlan();
    const before = tf.memory().numTensors;
    const report = await checkData(plan, { train: unique(10, 0), validation: unique(5, 11) });
    expect(tf.memory().numTensors).toBe(before);
    const [train, validation] = report.parts;
    expect(train).toMatchObject({ name: 'training', rows: 10, truncated: { texts: 0, tokens: 0 } });
    expect(train?.labels.mood).toMatchObject({ labelled: 8, missing: 2 });
    const { neg = 0, pos = 0 } = train?.labels.mood?.classes ?? {};
    expect(neg + pos).toBe(8);
    expect(train?.labels.length?.range?.least).toBeGreaterThanOrEqual(4);
    expect(train?.labels.nouns?.classes).toEqual({ NOUN: 10 });
    expect(train?.labels.words).toEqual({ labelled: 10, missing: 0, generated: true });
    expect(validation?.rows).toBe(5);
    expect(report.notices).toEqual([]);
    expect(report.toString()).toMatch(/training: 10 rows, .* mood: 8 labelled, 2 missing; /s);
  });

  it('finds duplicates, shared texts and cut texts', async () => {
    const rows = unique(10, 0);
    const report = await checkData(smallPlan({ input: { maxLength: 8 } }), {
      train: [...rows, rows[3] as (typeof rows)[number]],
      validation: rows.slice(0, 2),
      test: rows.slice(4, 5),
    });
    expect(report.leaks.leaks).toHaveLength(3);
    expect(report.notices.join('\n')).toMatch(/longer than the encoder reads/);
    expect(report.notices.join('\n')).toMatch(/Within the training data/);
  });

  it('finds test texts that another task is trained on', async () => {
    const [mood, length] = smallTasks;
    const rows = unique(10, 0);
    const report = await checkData(
      smallPlan({ tasks: [mood, { ...length, data: { train: rows.slice(8) } }] as typeof smallTasks }),
      { train: rows.slice(0, 8), test: rows.slice(9) },
    );
    expect(report.leaks.leaks).toHaveLength(0);
    expect(report.taskLeaks.leaks).toHaveLength(1);
    expect(report.notices.join()).toMatch(/length/);
  });
});

describe('checkData of a main task with rows of its own', () => {
  it('compares its rows with those that the others have in common', async () => {
    const [mood, length] = smallTasks;
    const rows = unique(12, 0);
    const data = { train: rows.slice(0, 5), validation: rows.slice(5, 7) };
    const report = await checkData(smallPlan({ tasks: [{ ...mood, data }, length] as typeof smallTasks }), {
      train: rows.slice(6, 10),
      validation: rows.slice(10),
    });
    expect(report.leaks.leaks).toHaveLength(0);
    expect(report.taskLeaks.leaks).toMatchObject([{ at: { task: 'mood' }, from: { task: 'length' } }]);
  });
});

describe('explain', () => {
  it('tells views, layers and numbers of parameters', () => {
    const plan = smallPlan({ tasks: smallTasks.slice(1), main: 'nouns', trainable: all() });
    const { views, layers, parameters, tasks } = explain(plan);
    expect(views).toEqual([
      {
        input: 'the texts as they are',
        tasks: ['length', 'nouns'],
        top: 2,
        topTokens: 'first',
        altered: false,
      },
      {
        input: 'the texts altered by random-masking',
        tasks: ['words'],
        top: 2,
        topTokens: 'positions',
        altered: true,
      },
    ]);
    expect(layers).toEqual({
      frozen: [],
      cached: false,
      recorded: [0, 1, 2],
      skipped: [],
      trained: [0, 1, 2],
      perTask: [],
    });
    expect(parameters.trained).toBe(parameters.encoder);
    expect(tasks.map(({ role }) => role)).toEqual(['auxiliary', 'main', 'auxiliary']);
  });

  it('leaves out layers above what is read, and runs frozen ones off the tape', () => {
    const { tokenizer } = smallEncoder();
    if (tokenizer === undefined) throw new Error('no tokenizer');
    const encoder = createEncoder(
      bertConfig({ layers: 4, hiddenSize: 8, heads: 2, intermediateSize: 16, positions: 16 }),
      { tokenizer, seed: 1 },
    );
    const trainable = {
      description: 'layer 2',
      includes: ({ layer }: { layer: number }) => layer === 2,
      check: () => undefined,
    };
    const tasks = smallTasks.slice(1, 2).map((task) => ({ ...task, layer: 3 }));
    const own = { encoder, trainable, tasks, main: 'length' };
    const tokens = 16;
    const explanation = explain(smallPlan(own), { tokens });
    const { layers, operations } = explanation;
    expect(layers).toEqual({
      frozen: [0, 1],
      cached: true,
      recorded: [2, 3],
      skipped: [4],
      trained: [2],
      perTask: [],
    });
    const layer = 2 * (tokens * (4 * 8 * 8 + 2 * 8 * 16) + 2 * tokens * tokens * 8);
    // Its query, key and value maps and its output map once, scores and context for two heads over all tokens.
    const top = 2 * (4 * 8 * 8 + 2 * 8 * 16 + 2 * 2 * tokens * 8);
    expect(operations).toEqual({
      tokens,
      once: layer,
      frozen: 0,
      forward: layer + top,
      backward: layer + top,
      whole: 6 * layer,
      cacheBytes: 4 * tokens * 8,
    });
    expect(String(explanation)).toContain('up to layer 3, that one for the first token only');
    expect(String(explanation)).toContain('frozen, run once per text and kept: 0, 1');
    expect(String(explanation)).toContain('not run: 4');
    expect(explain(smallPlan({ ...own, cache: false })).layers.cached).toBe(false);
  });

  it('names tasks that can train nothing but their heads', () => {
    const notice =
      "The task 'nouns' reads layer 1, and the lowest trained layer is 2: it trains its own head alone";
    const { notices } = explain(smallPlan({ trainable: lastLayers(1) }));
    expect(notices).toEqual([`${notice} and cannot help 'mood'.`]);
    const main = explain(smallPlan({ trainable: lastLayers(1), main: 'nouns' }));
    expect(main.notices).toEqual([`${notice}.`]);
    expect(explain(smallPlan()).notices).toEqual([]);
    expect(explain(smallPlan({ trainable: none() })).notices).toEqual([]);
  });
});
