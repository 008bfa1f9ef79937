import type { Rng } from '@tomoni/spec';
import { rejectionRate } from '@tomoni/statistics';
import { describe, expect, it } from 'vitest';
import {
  type AnalysisReference,
  expectNear,
  fixture,
  type PrintedTables,
} from '../../../fixtures/analysis.js';
import { compareSimilarity } from './compare-similarity.js';

const { single, similarity, accuracy } = fixture<PrintedTables>('printed-tables').transfer;
const reference = fixture<AnalysisReference>('analysis').transfer;

describe('similarity beside transfer', () => {
  it('agrees with the paper and with SciPy', () => {
    const { targets, hits, chance, pooled, permutationPValue, description } = compareSimilarity({
      similarity,
      transfer: accuracy,
      single,
    });
    expect(hits).toEqual({ total: 3, alone: 1, tied: 2 });
    expect(targets.map(({ target, hit }) => `${target} ${hit}`)).toEqual([
      'jrte alone',
      'chABSA tied',
      'livedoor tied',
      'rakuten.1 missed',
      'rakuten.2 missed',
    ]);
    expect(targets[1]?.best).toEqual(['rakuten.1', 'rakuten.2']);
    expectNear(pooled?.coefficient, reference.pooled.coefficient);
    expectNear(pooled?.pValue, reference.pooled.pValue);
    for (const { target, correlation } of targets)
      expectNear(correlation?.coefficient, reference.within[target] as number);
    expectNear(chance, reference.chance.slice(3).reduce((a, b) => a + b) as number);
    expect(permutationPValue).toBeGreaterThan(0);
    expect(permutationPValue).toBeLessThan(0.2);
    expect(description).toMatch(/3 of 5 targets \(2 of them level with another source\)/);
  });

  it('rejects in at most 6 % of 1,000 studies in which similarity says nothing, and finds what was planted', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const study = (effect: number) => (rng: Rng) => {
      const pairs = (value: (target: string, source: string) => number) =>
        Object.fromEntries(
          names.map((target) => [
            target,
            Object.fromEntries(
              names.flatMap((source) => (source === target ? [] : [[source, value(target, source)]])),
            ),
          ]),
        );
      // targets differ in how similar all sources are to them, and in how much any source helps
      const level = Object.fromEntries(names.map((name) => [name, 3 * rng.normal()]));
      const alike = pairs((target) => (level[target] ?? 0) + rng.normal());
      const after = pairs(
        (target, source) => (level[target] ?? 0) + effect * (alike[target]?.[source] ?? 0) + rng.normal(),
      );
      const alone = Object.fromEntries(names.map((name) => [name, 0]));
      const input = { similarity: alike, transfer: after, single: alone };
      return compareSimilarity(input, { resamples: 99, rng }).permutationPValue;
    };
    expect(rejectionRate(study(0)).rate).toBeLessThanOrEqual(0.06);
    expect(rejectionRate(study(1.5), { studies: 100 }).rate).toBeGreaterThan(0.8);
  });

  it('turns with the direction of the score', () => {
    const turned = (record: Readonly<Record<string, number>>) =>
      Object.fromEntries(Object.entries(record).map(([name, value]) => [name, 1 - value]));
    const { hits } = compareSimilarity(
      {
        similarity,
        transfer: Object.fromEntries(Object.entries(accuracy).map(([name, each]) => [name, turned(each)])),
        single: turned(single),
      },
      { higherIsBetter: false, resamples: 9 },
    );
    expect(hits).toEqual({ total: 3, alone: 1, tied: 2 });
  });

  it('says what is missing, and what cannot be told', () => {
    const input = { similarity: { a: { b: 1 } }, transfer: { a: { b: 0.5 } }, single: { a: 0.4 } };
    const { pooled, permutationPValue, description } = compareSimilarity(input);
    expect(pooled).toBeUndefined();
    expect(permutationPValue).toBe(1);
    expect(description).toMatch(/1 pairs are too few/);
    expect(() => compareSimilarity({ ...input, similarity: {} })).toThrow(
      /similarity of 'a' and 'b' is missing/,
    );
    expect(() => compareSimilarity({ ...input, single: { a: Number.NaN } })).toThrow(
      /without a source is NaN/,
    );
    expect(() => compareSimilarity({ ...input, transfer: { a: {} } })).toThrow(/'a' has no source/);
    expect(() => compareSimilarity({ ...input, transfer: {} })).toThrow(/no pair/);
  });
});
