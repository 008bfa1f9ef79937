import { describe, expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import { differences } from '../tests/differences.js';
import { cliffsDelta } from './cliffs-delta.js';
import { cohenD, cohenDz } from './cohen-d.js';
import type { EffectSize } from './effect-size.js';
import { hedgesG } from './hedges-g.js';

type Bounds = [value: number, lower: number, upper: number];
const { t: cases } = reference<{
  t: {
    a: number[];
    b: number[];
    confidence: number;
    effects: Record<'cohenD' | 'hedgesG' | 'cohenDz' | 'cliffsDelta', Bounds>;
  }[];
}>('tests');

const parts = ({ value, interval }: EffectSize): Bounds => [value, interval.lower, interval.upper];

describe('effect sizes', () => {
  it.each(cases.map((one, i) => [i, one] as const))(
    'agree with NumPy, case %d',
    (_, { a, b, confidence, effects }) => {
      const n = Math.min(a.length, b.length);
      expectClose(parts(cohenD(a, b, { confidence })), effects.cohenD);
      expectClose(parts(hedgesG(a, b, { confidence })), effects.hedgesG);
      expectClose(parts(cohenDz(differences(a.slice(0, n), b.slice(0, n)), { confidence })), effects.cohenDz);
      expectClose(parts(cliffsDelta(a, b, { confidence })), effects.cliffsDelta);
    },
  );

  it('change sign with the order of the samples', () => {
    const [a, b] = [
      [1, 4, 2, 8],
      [2, 9, 7],
    ];
    for (const effect of [cohenD, hedgesG, cliffsDelta]) {
      const [value, lower, upper] = parts(effect(a, b));
      expectClose(parts(effect(b, a)), [-value, -upper, -lower]);
    }
  });

  it('without any spread are not defined, or infinite', () => {
    const undefinedInterval = { lower: Number.NaN, upper: Number.NaN, confidence: 0.95 };
    expect(cohenD([1, 1], [1, 1])).toEqual({
      name: "Cohen's d",
      value: Number.NaN,
      interval: undefinedInterval,
    });
    expect(hedgesG([2, 2], [1, 1]).value).toBe(Number.POSITIVE_INFINITY);
    expect(cohenDz([-1, -1]).value).toBe(Number.NEGATIVE_INFINITY);
    expect(cliffsDelta([1, 1], [1, 1]).value).toBe(0);
    expect(cliffsDelta([1, 1], [2, 2])).toMatchObject({ value: -1, interval: { lower: -1 } });
  });

  it('refuse a single value', () => {
    for (const effect of [cohenD, hedgesG, cliffsDelta])
      expect(() => effect([1], [1, 2])).toThrow('The first sample has 1 value');
    expect(() => cohenDz([1])).toThrow('The list of differences has 1 value');
  });
});
