import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { bertConfig, createEncoder, lastLayers } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { classification, multiLabel, ordinal, regression, tokenTagging } from '@tomoni/heads';
import type { AnyHead, HostTensor } from '@tomoni/spec';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { fit, type TrainedModel } from '@tomoni/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainPlan } from '../../fixtures/plain-plan.js';
import { compareTasks, type TaskMeasure } from './compare-tasks.js';
import { type DiagonalFisher, diagonalFisher } from './diagonal-fisher.js';
import type { FisherReduction } from './reductions.js';
import { type TaskEmbedding, task2vec } from './task2vec.js';

interface Fixture {
  readonly texts: readonly string[];
  readonly classes: readonly number[];
  readonly sets: readonly (readonly number[])[];
  readonly numbers: readonly number[];
  readonly parameters: readonly (readonly [string, readonly number[]])[];
  readonly fisher: Readonly<Record<string, string>>;
  readonly distances: { readonly a: number[]; readonly b: number[] } & Readonly<Record<TaskMeasure, number>>;
}
const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/fisher.json', import.meta.url), 'utf8'),
);

beforeAll(async () => {
  await useEngine('wasm');
});

describe('diagonalFisher', () => {
  const first = classification({ labels: [0, 1, 2] });
  const sets = multiLabel({ labels: ['0', '1', '2'], pooling: 'mean' });
  const ranks = ordinal({ labels: { min: 0, max: 3 }, pooling: 'mean' });
  const number = regression({ pooling: 'mean', standardize: false });
  const labels = {
    classes: fixture.classes,
    sets: fixture.sets.map((set) => ['0', '1', '2'].filter((_, k) => set[k] === 1)),
    ranks: [0, 1, 2, 3, 0, 1],
    numbers: fixture.numbers,
  };

  it.each([
    ['expectedClasses', first, labels.classes, 'expected'],
    ['givenClasses', first, labels.classes, 'given'],
    ['expectedSets', sets, labels.sets, 'expected'],
    ['expectedRanks', ranks, labels.ranks, 'expected'],
    ['expectedNumbers', number, labels.numbers, 'expected'],
    ['givenNumbers', number, labels.numbers, 'given'],
  ] as const)('equals PyTorch, text by text: %s', async (name, head, column, kind) => {
    const model = await modelOf(head, column);
    const before = tf.memory().numTensors;
    const done: number[] = [];
    const fisher = await diagonalFisher(model, rowsOf(column), {
      labels: kind,
      progress: (count) => void done.push(count),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
    expect(fisher).toMatchObject({ task: 'label', labels: kind, texts: 6, unlabelled: 0, hiddenSize: 16 });
    expect(fisher.parameters.map(({ name, shape }) => [name, shape])).toEqual(fixture.parameters);
    const expected = floats(fixture.fisher[name] as string);
    const values = fisher.parameters.flatMap((parameter) => Array.from(parameter.values));
    const largest = Math.max(...expected);
    expect(largest).toBeGreaterThan(0);
    expect(values).toHaveLength(expected.length);
    const furthest = Math.max(...values.map((value, i) => Math.abs(value - (expected[i] as number))));
    expect(furthest / largest).toBeLessThan(1e-4);
    model.dispose();
  });

  it('comes near the expectation with labels drawn from the model', async () => {
    for (const [head, column] of [
      [first, labels.classes],
      [sets, labels.sets],
      [ranks, labels.ranks],
      [number, labels.numbers],
    ] as const) {
      const model = await modelOf(head, column);
      const parameters = lastLayers(1);
      const rows = rowsOf(column);
      const exact = await diagonalFisher(model, rows, { parameters });
      const drawn = await diagonalFisher(model, rows, { parameters, labels: 'sampled', samples: 60 });
      const again = await diagonalFisher(model, rows, { parameters, labels: 'sampled', samples: 2, seed: 1 });
      const same = await diagonalFisher(model, rows, { parameters, labels: 'sampled', samples: 2, seed: 1 });
      expect(same).toEqual(again);
      expect(exact.parameters.every(({ layer }) => layer === 2)).toBe(true);
      const [a, b] = [exact, drawn].map((fisher) => task2vec(fisher, { reduction: 'layers' }).values[0] ?? 0);
      expect((b as number) / (a as number)).toBeGreaterThan(0.75);
      expect((b as number) / (a as number)).toBeLessThan(1.33);
      model.dispose();
    }
  });

  it('counts rows without a label where these are asked for', async () => {
    const model = await modelOf(first, labels.classes);
    const rows = rowsOf(labels.classes).map((row, i) => (i < 2 ? { ...row, label: undefined } : row));
    const parameters = lastLayers(1);
    expect(await diagonalFisher(model, rows, { parameters, labels: 'given' })).toMatchObject({
      texts: 4,
      unlabelled: 2,
    });
    expect(await diagonalFisher(model, rows, { parameters })).toMatchObject({ texts: 6, unlabelled: 0 });
    const none = rows.slice(0, 2);
    await expect(diagonalFisher(model, none, { labels: 'given' })).rejects.toThrow(/No row has a label/);
    model.dispose();
  });

  it('stops where its signal fires, and leaves nothing behind', async () => {
    const model = await modelOf(first, labels.classes);
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const run = diagonalFisher(model, rowsOf(labels.classes), {
      signal: controller.signal,
      progress: (done) => void (done === 2 && controller.abort()),
    });
    await expect(run).rejects.toThrow(/stopped/);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('refuses heads whose predictions are no known distribution, unless the labels are given', async () => {
    const spans = fixture.texts.map(() => [{ start: 0, end: 1, tag: 'X' }]);
    const model = await fit(planOf(tokenTagging({ tags: ['X'] })), rowsOf(spans));
    const before = tf.memory().numTensors;
    await expect(diagonalFisher(model, rowsOf(spans))).rejects.toThrow(
      /'token-tagging' predicts is not known/,
    );
    await expect(diagonalFisher(model, rowsOf(spans), { samples: 0 })).rejects.toThrow(/is 0/);
    const { texts } = await diagonalFisher(model, rowsOf(spans), { labels: 'given' });
    expect(texts).toBe(6);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});

describe('task2vec', () => {
  const parameter = (name: string, layer: number, shape: number[], values: number[]) => ({
    name,
    layer,
    depth: 1,
    shape,
    decay: false,
    values: Float64Array.from(values),
  });
  const fisher: DiagonalFisher = {
    task: 'label',
    labels: 'expected',
    texts: 1,
    unlabelled: 0,
    hiddenSize: 2,
    parameters: [
      parameter('table', 0, [3, 2], [1, 2, 3, 4, 5, 6]),
      parameter('wide.weight', 1, [3, 2], [1, 3, 5, 7, 9, 11]),
      parameter('wide.bias', 1, [3], [1, 2, 3]),
      parameter('narrow.weight', 1, [2, 3], [2, 4, 6, 8, 10, 12]),
      parameter('narrow.bias', 1, [2], [20, 30]),
    ],
  };

  it.each<[FisherReduction, number[]]>([
    ['whole', fisher.parameters.flatMap(({ values }) => Array.from(values))],
    ['parameters', [3.5, 6, 2, 7, 25]],
    ['layers', [3.5, (36 + 6 + 42 + 50) / 17]],
    ['units', [2, 6, 10, 4, 10]],
    ['hidden-outputs', [4, 10]],
    ['hidden-inputs', [5, 7]],
    ['hidden-embeddings', [3, 4]],
    ['hidden-vectors', [20, 30]],
  ])('reduces to %s', (reduction, expected) => {
    const { values, task } = task2vec(fisher, { reduction });
    expect(task).toBe('label');
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i] as number, 12);
    expect(values).toHaveLength(expected.length);
  });

  it('names layers and parameters', () => {
    expect(task2vec(fisher, { reduction: 'layers' }).names).toEqual(['layer 0', 'layer 1']);
    expect(task2vec(fisher, { reduction: 'parameters' }).names?.[1]).toBe('wide.weight');
  });

  it('refuses an axis that is not there', () => {
    const table = { ...fisher, parameters: fisher.parameters.slice(0, 1) };
    expect(() => task2vec(table)).toThrow(/as many outputs as a hidden state has/);
    expect(() => task2vec(table, { reduction: 'units' })).toThrow(
      /None of the parameters is a weight matrix/,
    );
  });
});

describe('compareTasks', () => {
  const embedding = (values: readonly number[], reduction: FisherReduction = 'layers'): TaskEmbedding => ({
    task: 'label',
    reduction,
    values: Float64Array.from(values),
  });
  const { a, b, ...expected } = fixture.distances;
  const embeddings = { source: embedding(a), target: embedding(b) };

  it.each(Object.entries(expected) as [TaskMeasure, number][])(
    'measures %s as SciPy does',
    (measure, value) => {
      const { values, better, name } = compareTasks(embeddings, { measure });
      expect(values.target?.source).toBeCloseTo(value, measure === 'asymmetric' ? 9 : 12);
      expect(values.target?.target).toBeUndefined();
      expect([name, better]).toEqual([measure, measure === 'cosine' ? 'higher' : 'lower']);
    },
  );

  it('finds a task to be like itself', () => {
    for (const measure of Object.keys(expected) as TaskMeasure[]) {
      if (measure === 'asymmetric') continue;
      const same = compareTasks({ one: embedding(a), other: embedding(a) }, { measure }).values.one?.other;
      expect(same).toBeCloseTo(measure === 'cosine' ? 1 : 0, 12);
    }
  });

  it('passes over entries of which a variance says nothing', () => {
    const measure = 'symmetric-kl';
    const padded = { source: embedding([...a, 0, 1]), target: embedding([...b, 1, 0]) };
    expect(compareTasks(padded, { measure }).values.target?.source).toBeCloseTo(expected[measure], 12);
  });

  it('refuses vectors that cannot be compared', () => {
    expect(() => compareTasks({ one: embedding(a), other: embedding(b.slice(1)) })).toThrow(/12 numbers/);
    expect(() => compareTasks({ one: embedding(a), other: embedding(b, 'units') })).toThrow(/units/);
    expect(() => compareTasks({ one: embedding([0, 0]), other: embedding([1, 2]) })).toThrow(
      /no entry above 0 in common/,
    );
  });
});

function planOf(head: AnyHead) {
  const letters = Array.from({ length: 25 }, (_, index) => String.fromCharCode(97 + index));
  const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...letters];
  const shape = bertConfig({ layers: 2, hiddenSize: 16, heads: 2, intermediateSize: 24, positions: 16 });
  const encoder = createEncoder(shape, {
    tokenizer: wordPieceTokenizer({ vocabulary, maxLength: 16 }),
    seed: 1,
  });
  const weights = new Map(
    fixture.parameters.map(([name, size], index): [string, HostTensor] => [
      name,
      fixtureWeight(name, size, index),
    ]),
  );
  return plainPlan(encoder.withWeights(weights), { label: withKnownWeights(head) });
}

/** A model whose weights are those of the fixture: the single step it was trained for changes nothing. */
function modelOf(head: AnyHead, labels: readonly unknown[]): PromiseLike<TrainedModel> {
  return fit(planOf(head), rowsOf(labels));
}

function rowsOf(labels: readonly unknown[]) {
  return fixture.texts.map((text, i) => ({ text, label: labels[i] }));
}

/** A head that starts from the fixture's weights. */
function withKnownWeights(head: AnyHead): AnyHead {
  return {
    ...head,
    fit: (labels) => {
      const fitted = head.fit(labels);
      return {
        ...fitted,
        build: (context) => {
          const module = fitted.build(context);
          for (const variable of Object.values(module.variables))
            tf.tidy(() => {
              const values = numbers(variable.rank > 1 ? 501 : 502, variable.size);
              variable.assign(tf.tensor(Float32Array.from(values), variable.shape));
            });
          return module;
        },
      };
    },
  };
}

/** Uniform in [-1, 1) from a linear congruential generator, as in make-fisher-fixture.py. */
function numbers(seed: number, count: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function fixtureWeight(name: string, shape: readonly number[], index: number): HostTensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const scale = (value: number) => {
    if (name.endsWith('embeddings.weight')) return 0.5 * value;
    if (shape.length === 2) return 0.3 * value;
    return name.endsWith('bias') ? 0.1 * value : 1 + 0.2 * value;
  };
  return { shape, data: Float32Array.from(numbers(index + 1, size), scale) };
}

function floats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);
}
