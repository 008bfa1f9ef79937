import { describe, expect, it } from 'vitest';
import { observe, outOfPatience, unstopped } from './early-stopping.js';

function run(values: readonly number[], better: 'higher' | 'lower', minDelta = 0) {
  let state = unstopped;
  const improved = values.map((value, step) => {
    const seen = observe(state, value, step, better, { minDelta });
    state = seen.state;
    return seen.improved;
  });
  return { state, improved };
}

describe('observe', () => {
  it('keeps the first best value and counts the evaluations since', () => {
    const { state, improved } = run([3, 2, 2, 4], 'lower');
    expect(state).toEqual({ best: { step: 1, value: 2 }, waited: 2 });
    expect(improved).toEqual([true, true, false, false]);
    expect(run([1, 3, 2], 'higher').state).toEqual({ best: { step: 1, value: 3 }, waited: 1 });
  });

  it('asks for more than the smallest change that counts', () => {
    expect(run([1, 0.95, 0.8], 'lower', 0.1).improved).toEqual([true, false, true]);
  });

  it('never takes NaN for better', () => {
    expect(run([Number.NaN, 1, Number.NaN], 'higher').improved).toEqual([false, true, false]);
  });
});

describe('outOfPatience', () => {
  it('is so after as many evaluations without a better one', () => {
    const { state } = run([1, 2, 3], 'lower');
    expect(outOfPatience(state, { patience: 2 })).toBe(true);
    expect(outOfPatience(state, { patience: 3 })).toBe(false);
    expect(outOfPatience(state, { patience: undefined })).toBe(false);
  });
});
