import { createRng, type Json, type TrialResult } from '@tomoni/spec';
import { mcnemarTest } from '@tomoni/statistics';
import { describe, expect, it } from 'vitest';
import { answeredRuns } from './answered-runs.js';
import { compareTexts, type TextComparisonOptions } from './compare-texts.js';

function trial(
  arm: string,
  seed: number,
  predictions: readonly Json[],
  labels: readonly Json[],
  fold?: number,
): TrialResult {
  return {
    trial: { id: `${arm}-${seed}`, arm, seed, parameters: {}, ...(fold !== undefined && { fold }) },
    startedAt: '2026-01-01T00:00:00.000Z',
    seconds: 1,
    worker: 'here',
    status: 'done',
    outcome: {
      parts: { test: { scores: {}, predictions: { topic: predictions }, labels: { topic: labels } } },
    },
  };
}

const rng = createRng(4);
const labels = Array.from({ length: 120 }, () => (rng.uniform() < 0.5 ? 'a' : 'b'));
const answered = (accuracy: number) =>
  labels.map((label) => (rng.uniform() < accuracy ? label : label === 'a' ? 'b' : 'a'));
const runs = [1, 2, 3].flatMap((seed) => [
  trial(
    'multi',
    seed,
    answered(0.9).map((label) => ({ label, probability: 0.9 })),
    labels,
  ),
  trial('single', seed, answered(0.7), labels),
]);
const sampling = { resamples: 499 };
const compare = (results: readonly TrialResult[], options: TextComparisonOptions = sampling, arm = 'multi') =>
  compareTexts(
    answeredRuns(results, { arm, task: 'topic' }),
    answeredRuns(results, { arm: 'single', task: 'topic' }),
    options,
  );

describe('two arms on the same texts', () => {
  it('are compared over texts and runs, and pair by pair', () => {
    const { bootstrap, pairs, texts, runs: counts, onlyFirst, onlySecond, unpaired } = compare(runs);
    expect(texts).toBe(120);
    expect(counts).toEqual([3, 3]);
    expect(bootstrap.estimate).toBeGreaterThan(0.1);
    expect(bootstrap.interval.lower).toBeGreaterThan(0);
    expect(pairs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    const right = (result: TrialResult | undefined) =>
      result?.status === 'done'
        ? (result.outcome.parts.test?.predictions?.topic ?? []).map(
            (said, i) =>
              (typeof said === 'object' && said !== null && 'label' in said ? said.label : said) ===
              labels[i],
          )
        : [];
    expect(pairs[0]?.test).toEqual(mcnemarTest(right(runs[0]), right(runs[1])));
    expect(onlyFirst.length).toBeGreaterThan(onlySecond.length);
    expect(unpaired).toEqual([]);
  });

  it('are compared by the error of numbers, or by any score', () => {
    const numbers = Array.from({ length: 40 }, (_, i) => i / 10);
    const noisy = (size: number) => numbers.map((each) => each + size * rng.normal());
    const results = [trial('multi', 1, noisy(0.1), numbers), trial('single', 1, noisy(0.5), numbers)];
    const { bootstrap, pairs } = compare(results);
    expect(bootstrap.interval.upper).toBeLessThan(0);
    expect(pairs).toEqual([]);
    const byHand = compare(results, {
      ...sampling,
      score: (answers) =>
        Math.sqrt(
          answers.reduce((sum, { prediction, label }) => sum + (Number(prediction) - Number(label)) ** 2, 0) /
            answers.length,
        ),
    });
    expect(byHand.bootstrap.estimate).toBeCloseTo(bootstrap.estimate, 12);
    const near = compare(results, {
      ...sampling,
      isRight: (a, b) => Math.abs(Number(a) - Number(b)) < 0.3,
    });
    expect(near.pairs).toHaveLength(1);
  });

  it('pass over texts without a label, and list runs without a partner', () => {
    const some = labels.map((label, i) => (i % 2 === 0 ? label : null));
    const results = [
      trial('multi', 1, labels, some),
      trial('multi', 2, labels, some),
      trial('single', 1, answered(0.5), some),
    ];
    const { texts, unpaired, onlyFirst } = compare(results);
    expect(texts).toBe(60);
    expect(unpaired).toEqual(['seed 2']);
    expect(onlyFirst.every((row) => row % 2 === 0)).toBe(true);
  });

  it('are refused where texts differ or answers are missing', () => {
    expect(() => compare(runs, sampling, 'other')).toThrow(/first arm has no finished run/);
    const other = trial('single', 9, labels.toReversed(), labels.toReversed());
    expect(() => compare([...runs, other])).toThrow(/answered different texts/);
    expect(() => compare([trial('multi', 1, ['a'], labels)])).toThrow(/1 predictions and 120 labels/);
  });
});
