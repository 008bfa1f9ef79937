import { describe, expect, it } from 'vitest';
import { holm } from '../corrections/holm.js';
import { toText } from '../tables/to-text.js';
import { correctedResampledTest } from '../tests/corrected-resampled-test.js';
import { differences } from '../tests/differences.js';
import { pairedTest } from '../tests/paired-test.js';
import { permutationTest } from '../tests/permutation-test.js';
import { studentTest } from '../tests/student-test.js';
import { welchTest } from '../tests/welch-test.js';
import { compareRuns } from './compare-runs.js';
import { comparisonTable } from './comparison-table.js';

const results = {
  'multi-task': [0.69, 0.68, 0.7, 0.69],
  'single-task': [0.71, 0.74, 0.72, 0.73],
  noise: [0.72, 0.73, 0.71, 0.75],
};
const options = { metric: 'RMSE', higherIsBetter: false, baseline: 'single-task', results } as const;
const base = results['single-task'];

describe('compareRuns', () => {
  it('tests every method against the baseline, which comes first', () => {
    const { methods } = compareRuns(options);
    expect(methods.map(({ method }) => method)).toEqual(['single-task', 'multi-task', 'noise']);
    const [baseline, multi, noise] = methods;
    expect(baseline).toMatchObject({ test: undefined, adjustedPValue: NaN, verdict: undefined });
    expect(multi?.test).toEqual(welchTest(results['multi-task'], base));
    const pValues = [multi?.test?.pValue, noise?.test?.pValue] as number[];
    expect([multi?.adjustedPValue, noise?.adjustedPValue]).toEqual(holm(pValues));
    expect([multi?.verdict, noise?.verdict]).toEqual(['better', 'undecided']);
    expect(multi?.summary.n).toBe(4);
    expect(multi?.interval?.lower).toBeLessThan(0.69);
  });

  it('turns the verdict with the direction of the metric', () => {
    expect(compareRuns({ ...options, higherIsBetter: true }).methods[1]?.verdict).toBe('worse');
  });

  it('runs the test that is asked for', () => {
    const multi = results['multi-task'];
    const run = (test: Parameters<typeof compareRuns>[0]['test']) =>
      compareRuns({ ...options, ...(test === undefined ? {} : { test }), confidence: 0.9 }).methods[1]?.test;
    expect(run('student')).toEqual(studentTest(multi, base, { confidence: 0.9 }));
    expect(run('paired')).toEqual(pairedTest(multi, base, { confidence: 0.9 }));
    expect(run('permutation')).toEqual(permutationTest(multi, base, { confidence: 0.9 }));
    expect(run('paired-permutation')).toEqual(
      permutationTest(multi, base, { confidence: 0.9, paired: true }),
    );
    const corrected = (a: readonly number[], b: readonly number[], confidence: number) =>
      correctedResampledTest(differences(a, b), { ratio: 1 / 8, confidence });
    expect(run(corrected)).toEqual(corrected(multi, base, 0.9));
  });

  it('leaves a method with a single run untested', () => {
    const { methods } = compareRuns({ ...options, results: { ...results, once: [0.5] } });
    expect(methods[3]).toMatchObject({
      method: 'once',
      test: undefined,
      interval: undefined,
      verdict: undefined,
    });
    expect(methods[1]?.verdict).toBe('better');
  });

  it('does not decide between runs without any spread', () => {
    const { methods } = compareRuns({ ...options, results: { 'single-task': [1, 1, 1], other: [1, 1, 1] } });
    expect(methods[1]).toMatchObject({ verdict: 'undecided', adjustedPValue: NaN });
  });

  it('refuses what it cannot compare', () => {
    const unchecked: Record<string, number[]> = { a: [1, 2] };
    // @ts-expect-error
    expect(() => compareRuns({ ...options, higherIsBetter: undefined })).toThrow(
      'Whether a higher RMSE is better is not said. Give higherIsBetter: true or false.',
    );
    expect(() => compareRuns({ ...options, baseline: 'none', results: unchecked })).toThrow(
      "The baseline 'none' is not among the results of 'a'.",
    );
    expect(() => compareRuns({ ...options, results: { ...results, noise: [0.7, Number.NaN] } })).toThrow(
      "The list of 'noise' scores holds NaN, which is not a finite number. (row 1)",
    );
    expect(() => compareRuns({ ...options, results: { ...results, noise: [] } })).toThrow(
      "The list of 'noise' scores has 0 values; at least 1 are needed.",
    );
  });
});

describe('comparisonTable', () => {
  it('shows means, differences, p-values and what they allow to say', () => {
    expect(toText(comparisonTable({ ...options, caption: 'Interest' })).split('\n')).toEqual([
      'Interest',
      '',
      "Method       Runs         RMSE ↓  Difference     95 % interval      p  p (Holm)  Cohen's d  Verdict",
      '───────────  ────  ─────────────  ──────────  ────────────────  ─────  ────────  ─────────  ─────────',
      'single-task     4  0.725 ± 0.013           –                 –      –         –          –  baseline',
      'multi-task      4  0.690 ± 0.008      −0.035  [−0.055, −0.015]  0.006     0.011      −3.24  better',
      'noise           4  0.728 ± 0.017       0.003   [−0.024, 0.029]  0.824     0.824       0.17  undecided',
      '',
      'Mean ± standard deviation over runs; lower RMSE is better.',
      "Difference from 'single-task' by Welch's t-test, two-sided; verdict at level 0.05 after Holm's correction.",
      '',
    ]);
  });

  it('leaves the correction out where there is one comparison or none is wanted', () => {
    const two = comparisonTable({ ...options, results: { 'single-task': [1, 2], other: [2, 4] } });
    expect(two.columns.map(({ name }) => name)).not.toContain('p (Holm)');
    const none = comparisonTable({ ...options, correction: 'none' });
    expect(none.columns.map(({ name }) => name)).toHaveLength(8);
    expect(none.notes.join(' ')).not.toContain('correction');
  });

  it('names the methods that could not be tested', () => {
    const once = comparisonTable({ ...options, results: { 'single-task': [1], other: [2] }, digits: 1 });
    expect(once.rows[1]?.map(({ text }) => text)).toEqual(['other', '1', '2.0', '–', '–', '–', '–', '–']);
    expect(once.notes.at(-1)).toBe("Not tested for want of a second run: 'single-task', 'other'.");
  });

  it('chooses decimals by the largest standard deviation', () => {
    const percent = comparisonTable({
      ...options,
      metric: 'accuracy in %',
      higherIsBetter: true,
      results: { 'single-task': [91.2, 92.1, 90.9], other: [91.25, 91.1, 91.6] },
    });
    expect(percent.rows[0]?.[2]?.text).toBe('91.40 ± 0.62');
  });
});
