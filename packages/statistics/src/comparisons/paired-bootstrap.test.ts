import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { pairedBootstrap } from './paired-bootstrap.js';

const accuracy = (answers: readonly number[], texts: Uint32Array) =>
  texts.reduce((right, text) => right + (answers[text] as number), 0) / texts.length;
const rng = createRng(5);
const run = (texts: number, rate: number) =>
  Array.from({ length: texts }, () => (rng.uniform() < rate ? 1 : 0));

describe('pairedBootstrap', () => {
  it('has, over texts alone, the standard error of a mean of paired differences', () => {
    const [a, b] = [run(400, 0.8), run(400, 0.7)];
    const differences = a.map((value, i) => value - (b[i] as number));
    const mean = differences.reduce((sum, d) => sum + d, 0) / 400;
    const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 400;
    const result = pairedBootstrap([a], [b], { score: accuracy, over: 'texts', resamples: 20_000 });
    expect(result.estimate).toBeCloseTo(mean, 12);
    expect(Math.abs(result.standardError / Math.sqrt(variance / 400) - 1)).toBeLessThan(0.03);
  });

  it('has, over runs alone, the standard error of two independent means', () => {
    const runs = (level: number) => Array.from({ length: 8 }, () => run(50, level + 0.1 * rng.normal()));
    const [a, b] = [runs(0.7), runs(0.6)];
    const spread = (own: number[][]) => {
      const scores = own.map((answers) => answers.reduce((sum, x) => sum + x, 0) / 50);
      const mean = scores.reduce((sum, x) => sum + x, 0) / 8;
      return scores.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 64;
    };
    const result = pairedBootstrap(a, b, { score: accuracy, over: 'runs', resamples: 20_000 });
    expect(Math.abs(result.standardError / Math.sqrt(spread(a) + spread(b)) - 1)).toBeLessThan(0.03);
  });

  it('is wider over both than over either', () => {
    const runs = (level: number) => Array.from({ length: 4 }, () => run(60, level + 0.1 * rng.normal()));
    const [a, b] = [runs(0.7), runs(0.6)];
    const width = (over: 'texts' | 'runs' | 'texts and runs') => {
      const { lower, upper } = pairedBootstrap(a, b, { score: accuracy, over }).interval;
      return upper - lower;
    };
    expect(width('texts and runs')).toBeGreaterThan(Math.max(width('texts'), width('runs')));
  });

  it('draws paired runs together', () => {
    const a = Array.from({ length: 5 }, (_, i) => run(40, 0.3 + 0.1 * i));
    const b = a.map((answers) => answers.map((x, text) => (text === 0 ? 1 - x : x)));
    const options = { score: accuracy, over: 'runs' as const };
    const together = pairedBootstrap(a, b, { ...options, pairedRuns: true });
    expect(together.standardError).toBeLessThan(pairedBootstrap(a, b, options).standardError / 2);
  });

  it('repeats with its generator, and says what it found', () => {
    const [a, b] = [[run(30, 0.9)], [run(30, 0.4)]];
    const one = pairedBootstrap(a, b, { score: accuracy, over: 'texts', rng: createRng(1) });
    expect(pairedBootstrap(a, b, { score: accuracy, over: 'texts', rng: createRng(1) })).toEqual(one);
    expect(one.pValue).toBeLessThan(0.01);
    expect(one.description).toMatch(/^Paired bootstrap over texts: difference 0\.\d+, 95 % interval \[/);
  });

  it('finds nothing in equal runs', () => {
    const a = [run(20, 0.5)];
    expect(pairedBootstrap(a, a, { score: accuracy, over: 'texts' }).pValue).toBe(1);
  });

  it('refuses what does not belong together', () => {
    const options = { score: accuracy };
    expect(() => pairedBootstrap([], [[1, 0]], options)).toThrow(/0 runs of the first/);
    expect(() => pairedBootstrap([[1, 0]], [[1]], options)).toThrow(/2 texts, another to 1/);
    expect(() => pairedBootstrap([[1]], [[1]], options)).toThrow(/at least 2/);
    expect(() =>
      pairedBootstrap(
        [[1, 0]],
        [
          [1, 0],
          [1, 1],
        ],
        { ...options, pairedRuns: true },
      ),
    ).toThrow(/paired/);
    expect(() => pairedBootstrap([[1, 0]], [[1, 0]], { ...options, resamples: 0 })).toThrow(/resamples is 0/);
  });
});
