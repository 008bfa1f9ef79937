import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logSoftmax, logSumExp } from '../probabilities/probabilities.js';
import { beginState, insideState, isInside, OUTSIDE, runsOf, stateCount, type TaggedRun } from './iob2.js';
import { mostLikelyPath } from './legal-path.js';
import { runProbabilities } from './span-probability.js';

function isLegal(path: readonly number[]): boolean {
  return path.every((state, i) => {
    const previous = path[i - 1] ?? OUTSIDE;
    return !isInside(state) || previous === state || previous === state - 1;
  });
}

/** Every legal path over the scores with its total. */
function legalPaths(scores: readonly (readonly number[])[]): { path: number[]; total: number }[] {
  const all = scores.reduce<{ path: number[]; total: number }[]>(
    (paths, row) =>
      paths.flatMap(({ path, total }) =>
        row.map((score, state) => ({ path: [...path, state], total: total + score })),
      ),
    [{ path: [], total: 0 }],
  );
  return all.filter(({ path }) => isLegal(path));
}

/** Log probabilities of up to five units over up to two tags; some of them all but impossible. */
const smallScores = fc
  .record({ tags: fc.integer({ min: 1, max: 2 }), units: fc.integer({ min: 1, max: 5 }) })
  .chain(({ tags, units }) => {
    const logit = fc.oneof(fc.double({ min: -4, max: 4, noNaN: true }), fc.constantFrom(-300, 300));
    const row = fc.array(logit, { minLength: stateCount(tags), maxLength: stateCount(tags) });
    return fc.array(row.map(logSoftmax), { minLength: units, maxLength: units });
  });

describe('runsOf', () => {
  it('reads begin states and the inside states that follow them', () => {
    const states = [beginState(0), insideState(0), OUTSIDE, beginState(1), beginState(1), insideState(1)];
    expect(runsOf(states)).toEqual([
      { first: 0, last: 1, tag: 0 },
      { first: 3, last: 3, tag: 1 },
      { first: 4, last: 5, tag: 1 },
    ]);
    expect(runsOf([])).toEqual([]);
  });
});

describe('mostLikelyPath', () => {
  it('is legal and as probable as the best of all legal paths', () => {
    fc.assert(
      fc.property(smallScores, (scores) => {
        const path = mostLikelyPath(scores);
        expect(isLegal(path)).toBe(true);
        const total = path.reduce((sum, state, unit) => sum + (scores[unit]?.[state] as number), 0);
        const best = Math.max(...legalPaths(scores).map((one) => one.total));
        expect(total).toBeCloseTo(best, 9);
      }),
    );
  });

  it('is legal for texts of any length and any number of tags', () => {
    const rows = fc.integer({ min: 1, max: 6 }).chain((tags) =>
      fc.array(
        fc.array(fc.double({ min: -30, max: 30, noNaN: true }), {
          minLength: stateCount(tags),
          maxLength: stateCount(tags),
        }),
        { maxLength: 60 },
      ),
    );
    fc.assert(
      fc.property(rows, (scores) => {
        const path = mostLikelyPath(scores);
        expect(path).toHaveLength(scores.length);
        expect(isLegal(path)).toBe(true);
      }),
    );
  });
});

describe('runProbabilities', () => {
  it('are the shares of the legal paths that hold the run', () => {
    fc.assert(
      fc.property(smallScores, (scores) => {
        const paths = legalPaths(scores);
        const total = logSumExp(paths.map((one) => one.total));
        const probabilityOf = runProbabilities(scores);
        const holds = (path: readonly number[], { first, last, tag }: TaggedRun) =>
          runsOf(path).some((run) => run.first === first && run.last === last && run.tag === tag);
        for (const run of runsOf(mostLikelyPath(scores))) {
          const holding = paths.filter(({ path }) => holds(path, run)).map((one) => one.total);
          expect(probabilityOf(run)).toBeCloseTo(Math.exp(logSumExp(holding) - total), 9);
        }
      }),
    );
  });

  it('stay probabilities in long texts', () => {
    const scores = Array.from({ length: 2000 }, (_, i) =>
      logSoftmax([Math.sin(i), Math.cos(3 * i), Math.sin(5 * i)]),
    );
    const probabilityOf = runProbabilities(scores);
    for (const run of runsOf(mostLikelyPath(scores))) {
      expect(probabilityOf(run)).toBeGreaterThan(0);
      expect(probabilityOf(run)).toBeLessThanOrEqual(1);
    }
  });
});
