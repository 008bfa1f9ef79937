import { readFileSync } from 'node:fs';
import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { type Affinity, affinityGroups } from './affinity-groups.js';
import { chooseGroups, type GroupCandidate } from './choose-groups.js';

interface Published {
  readonly affinity: Affinity;
  readonly groupings: Readonly<Record<string, { readonly score: number; readonly groups: string[][] }>>;
}
const { affinity, groupings }: Published = JSON.parse(
  readFileSync(new URL('../../fixtures/published.json', import.meta.url), 'utf8'),
);
const tasks = Object.keys(affinity);

describe('groups by affinity', () => {
  it.each(Object.keys(groupings))('are those of the published affinities, %s groups', (budget) => {
    const candidates = affinityGroups(affinity);
    const { groups, score } = chooseGroups(tasks, candidates, { budget: Number(budget) });
    const names = groups.map((group) =>
      Object.keys(candidates[group]?.scores ?? {})
        .sort()
        .join(),
    );
    expect(score).toBeCloseTo(groupings[budget]?.score as number, 12);
    expect(names.sort()).toEqual(groupings[budget]?.groups.map((group) => [...group].sort().join()).sort());
  });

  it('refuse gaps', () => {
    expect(() => affinityGroups({ a: { b: 1 }, b: {} })).toThrow(/'b' from 'a' is missing/);
  });
});

describe('chooseGroups', () => {
  it('finds what trying everything finds', () => {
    const rng = createRng(1);
    for (let round = 0; round < 30; round++) {
      const names = ['a', 'b', 'c', 'd'];
      const candidates = Array.from({ length: 9 }, (): GroupCandidate => {
        const members = names.filter(() => rng.uniform() < 0.6);
        return {
          scores: Object.fromEntries(members.map((name) => [name, rng.normal()])),
          cost: 0.5 + rng.uniform(),
        };
      });
      const everything = { scores: { a: -5, b: -5, c: -5, d: -5 }, cost: 0.5 };
      const all = [...candidates, everything];
      const { groups, score } = chooseGroups(names, all, { budget: 2.2 });
      const cost = groups.reduce((sum, group) => sum + (all[group]?.cost ?? 1), 0);
      expect(cost).toBeLessThanOrEqual(2.2);
      expect(score).toBeCloseTo(bestByTrying(names, all, 2.2), 12);
    }
  });

  it('says which group serves each task', () => {
    const candidates = [{ scores: { a: 1, b: 1 } }, { scores: { b: 2 } }];
    expect(chooseGroups(['a', 'b'], candidates, { budget: 2 })).toEqual({
      groups: [0, 1],
      serves: { a: 0, b: 1 },
      score: 1.5,
    });
  });

  it('refuses what cannot serve all tasks', () => {
    expect(() => chooseGroups(['a', 'b'], [{ scores: { a: 1 } }], { budget: 3 })).toThrow(
      /serve all of 'a', 'b'/,
    );
    expect(() => chooseGroups(['a'], [{ scores: { a: 1 } }], { budget: 0 })).toThrow(/budget of 0/);
    expect(() => chooseGroups(['a'], [{ scores: { z: 1 } }], { budget: 1 })).toThrow(
      /'z', which is not among/,
    );
    expect(() => chooseGroups(['a'], [{ scores: { a: Number.NaN } }], { budget: 1 })).toThrow(
      /'a' in a group is NaN/,
    );
  });
});

function bestByTrying(
  names: readonly string[],
  candidates: readonly GroupCandidate[],
  budget: number,
): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let bits = 1; bits < 2 ** candidates.length; bits++) {
    const chosen = candidates.filter((_, i) => (bits >> i) & 1);
    if (chosen.reduce((sum, { cost = 1 }) => sum + cost, 0) > budget) continue;
    const scores = names.map((name) =>
      Math.max(...chosen.map(({ scores: own }) => own[name] ?? Number.NEGATIVE_INFINITY)),
    );
    best = Math.max(best, scores.reduce((sum, score) => sum + score, 0) / names.length);
  }
  return best;
}
