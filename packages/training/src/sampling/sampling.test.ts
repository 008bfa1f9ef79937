import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { type BatchedRows, createBatchStream, type StreamedRows, sampledRows } from './batch-stream.js';
import { expressionSampling } from './expression-sampling.js';
import type { SamplingMethod } from './sampling-method.js';
import { proportionalSampling, temperatureSampling, uniformSampling } from './shares.js';
import { smoothedSampling } from './smoothed-sampling.js';

const counts = [1000, 100, 10];
const names = ['a', 'b', 'c'];
const sets = counts.map(
  (count, i): BatchedRows => ({
    texts: Array.from({ length: count }, (_, row) => ({ encoding: { ids: new Int32Array(1 + (row % 7)) } })),
    labels: new Map([[names[i] as string, { drawn: false, labels: [] }]]),
  }),
);

const planOf = (batchSize?: number): StreamedRows['plan'] => ({
  batching: { size: 8, accumulate: 1, byLength: true, evaluationSize: 8 },
  tasks: names.map((name) => ({
    name,
    ...(name === 'c' && batchSize !== undefined ? { data: { train: [], batchSize } } : {}),
  })),
});

function streamOf(method: SamplingMethod | undefined, seed = 1, plan = planOf()) {
  const sampling = method?.create(sampledRows(sets), 1000);
  return createBatchStream({ plan, sets, rng: createRng(seed), sampling });
}

const everything = [true, true, true];
const start = (epoch: number) => ({ epoch, step: 139 * epoch, total: 1000 });

/** Probabilities of the tables in a step. */
function probabilities(method: SamplingMethod, index = 0): number[] {
  const sampling = method.create(sampledRows(sets), 1000);
  if (sampling.per !== 'batch') return [];
  const shares = sampling.shares({ index, epoch: 0, total: 1000 });
  const sum = shares.reduce((a, b) => a + b, 0);
  return Array.from(shares, (share) => share / sum);
}

describe('shares of tables', () => {
  it.each<[string, SamplingMethod, readonly number[]]>([
    ['uniform', uniformSampling(), [1 / 3, 1 / 3, 1 / 3]],
    ['proportional', proportionalSampling(), [0.9009009, 0.0900901, 0.009009]],
    ['temperature 2', temperatureSampling({ temperature: 2 }), [0.7061011, 0.2232888, 0.0706101]],
    [
      'temperature 2 with a cap of 200',
      temperatureSampling({ temperature: 2, cap: 200 }),
      [0.5179432, 0.3662412, 0.1158156],
    ],
    ['temperature 5', temperatureSampling({ temperature: 5 }), [0.492838, 0.3109597, 0.1962023]],
    [
      'an expression of the rows',
      expressionSampling({ a: 'rows', b: 'rows', c: 'rows' }),
      [0.9009009, 0.0900901, 0.009009],
    ],
  ])('are known (%s)', (_, method, expected) => {
    for (const [i, share] of probabilities(method).entries())
      expect(share).toBeCloseTo(expected[i] as number, 7);
  });

  it('follow expressions of the step', () => {
    const method = expressionSampling({ a: 1, b: 'step < 500 ? 1 : 0', c: 'exp(-3 * step / total)' });
    expect(probabilities(method, 499)[1]).toBeCloseTo(1 / (2 + Math.exp(-1.497)), 12);
    expect(probabilities(method, 500)[1]).toBe(0);
  });

  it('give MaChAmp its epochs', () => {
    const sampling = smoothedSampling(0.5).create(sampledRows(sets), 1000);
    expect(sampling).toEqual({ per: 'epoch', sizes: [783, 247, 78] });
  });
});

describe('the batches of a run', () => {
  it.each<[string, SamplingMethod]>([
    ['uniform', uniformSampling()],
    ['proportional', proportionalSampling()],
    ['temperature 2', temperatureSampling({ temperature: 2 })],
  ])('come in the proportions of the shares (%s)', (_, method) => {
    const stream = streamOf(method);
    const expected = probabilities(method);
    let drawn: readonly number[] = [];
    const epochs = 20;
    for (let epoch = 0; epoch < epochs; epoch++) drawn = stream.epoch(start(epoch), everything, drawn).drawn;
    const total = epochs * stream.perEpoch;
    expect(drawn.reduce((a, b) => a + b, 0)).toBe(total);
    for (const [i, p] of expected.entries())
      expect(Math.abs((drawn[i] as number) - total * p)).toBeLessThan(4 * Math.sqrt(total * p * (1 - p)));
  });

  it('go through all rows of a table before any comes again', () => {
    const stream = streamOf(uniformSampling());
    let drawn: readonly number[] = [];
    const seen: number[] = [];
    for (let epoch = 0; epoch < 4; epoch++) {
      const { batches, drawn: next } = stream.epoch(start(epoch), everything, drawn);
      drawn = next;
      for (const { set, rows } of batches) if (set === 1) seen.push(...rows);
    }
    for (let pass = 0; pass + 100 <= seen.length; pass += 100)
      expect(new Set(seen.slice(pass, pass + 100)).size).toBe(100);
    expect(seen.length).toBeGreaterThan(300);
  });

  it('go through long tables over several smoothed epochs, and through short ones often', () => {
    const stream = streamOf(smoothedSampling(0.5));
    const rows = [0, 1, 2, 3].map((epoch) => stream.epoch(start(epoch), everything, []).batches);
    const of = (set: number) => rows.flat().flatMap((batch) => (batch.set === set ? [...batch.rows] : []));
    expect(of(0)).toHaveLength(4 * 783);
    const times = new Map<number, number>();
    for (const row of of(2)) times.set(row, (times.get(row) ?? 0) + 1);
    expect(Math.max(...times.values()) - Math.min(...times.values())).toBeLessThan(2);
  });

  it.each<[string, SamplingMethod | undefined]>([
    ['every row once', undefined],
    ['drawn', temperatureSampling({ temperature: 3 })],
    ['smoothed', smoothedSampling(0.3)],
    ['by expression', expressionSampling({ a: 1, b: 'step', c: 1 })],
  ])('are a function of the seed and of what was drawn (%s)', (_, method) => {
    const batches = (seed: number, drawn: readonly number[]) =>
      streamOf(method, seed)
        .epoch(start(3), everything, drawn)
        .batches.map(({ set, rows }) => [set, ...rows]);
    expect(batches(1, [5, 5, 5])).toEqual(batches(1, [5, 5, 5]));
    expect(batches(2, [5, 5, 5])).not.toEqual(batches(1, [5, 5, 5]));
  });

  it.each<[string, SamplingMethod | undefined]>([
    ['every row once', undefined],
    ['drawn', uniformSampling()],
    ['smoothed', smoothedSampling(0.3)],
  ])('leave out tables that are no longer used (%s)', (_, method) => {
    const { batches } = streamOf(method).epoch(start(0), [true, false, true], []);
    expect(new Set(batches.map(({ set }) => set))).toEqual(new Set([0, 2]));
  });

  it.each<[string, SamplingMethod | undefined]>([
    ['every row once', undefined],
    ['drawn', uniformSampling()],
    ['smoothed', smoothedSampling(0.5)],
  ])('are as large as their task says (%s)', (_, method) => {
    const { batches } = streamOf(method, 1, planOf(3)).epoch(start(0), everything, []);
    const largest = (set: number) =>
      Math.max(...batches.flatMap((batch) => (batch.set === set ? [batch.rows.length] : [])));
    expect([largest(0), largest(1), largest(2)]).toEqual([8, 8, 3]);
  });
});

describe('bad options', () => {
  const tables = sampledRows(sets);
  it.each<[string, () => unknown, RegExp]>([
    ['a temperature of 0', () => temperatureSampling({ temperature: 0 }), /'temperature'.* is 0/],
    ['half a row', () => temperatureSampling({ temperature: 1, cap: 0.5 }), /'cap'.* is 0.5/],
    ['a smoothing of 2', () => smoothedSampling(2), /'smoothing'.* is 2/],
    ['an expression that cannot be read', () => expressionSampling({ a: '1 +' }), /'1 \+' cannot be used/],
    ['an unknown name', () => expressionSampling({ a: 'time' }), /the name 'time' is not known/],
    ['an unknown function', () => expressionSampling({ a: 'random(1)' }), /function 'random' is not known/],
    ['an assignment', () => expressionSampling({ a: 'step = 1' }), /not arithmetic/],
    [
      'a table without a share',
      () => expressionSampling({ a: 1, b: 1 }).create(tables, 10),
      /nothing of the rows of 'c'/,
    ],
    [
      'a table that is not there',
      () => expressionSampling({ d: 1 }).create(tables, 10),
      /task 'd' that is not there/,
    ],
    [
      'a negative share',
      () => expressionSampling({ a: '5 - step', b: 1, c: 1 }).create(tables, 10),
      /share of 'a' is -1 at step 6/,
    ],
    [
      'a share that is not finite',
      () => expressionSampling({ a: '1 / (step - 3)', b: 1, c: 1 }).create(tables, 10),
      /share of 'a' is (-0|-?Infinity|-0\.\d+)/,
    ],
    [
      'no share at all',
      () => expressionSampling({ a: 0, b: 0, c: 0 }).create(tables, 10),
      /All shares are 0 at step 0/,
    ],
  ])('are refused: %s', (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
