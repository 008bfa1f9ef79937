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
