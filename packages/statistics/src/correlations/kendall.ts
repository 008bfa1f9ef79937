import { type Alternative, tailProbability } from '../distributions/alternative.js';
import { normalTail } from '../distributions/normal.js';
import { sum } from '../numeric/sum.js';
import { type Correlation, type CorrelationOptions, checkedOptions, fisherInterval } from './correlation.js';
import { discordantPairs, inversionProbability } from './inversions.js';
import { isOrdered, type TiedGroup, tiedGroups } from './ranks.js';

/** Up to here the exact distribution is used, as in SciPy. */
const mostExact = 33;

/**
 * Kendall's τ-b, which counts in how many pairs both lists agree on the order.
 *
 * The p-value is exact without equal values for up to 33 pairs (or at most one pair of pairs out of order), else by the normal
 * distribution with correction for ties. `NaN` for fewer than two pairs, a constant list or a `NaN` among the values.
 * The interval uses the variance of Fieller, Hartley & Pearson, "Tests for rank correlation coefficients", 1957.
 *
 * Source: Kendall, "Rank correlation methods", 1970; counted in O(n log n) as by Knight, 1966.
 *
 * @throws TomoniError `invalid-argument` where the lists differ in length
 *
 * @example
 * ```ts
 * import { kendall } from '@tomoni/statistics';
 *
 * console.log(kendall([1, 2, 3, 4], [1, 3, 2, 4])); // coefficient 0.666…, pValue 0.333…
 * ```
 */
export function kendall(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: CorrelationOptions = {},
): Correlation {
  const checked = checkedOptions(x, y, options);
  const n = x.length;
  const { coefficient, pValue } =
    isOrdered(x) && isOrdered(y)
      ? rankCorrelation(x, y, checked.alternative)
      : { coefficient: Number.NaN, pValue: Number.NaN };
  const error = n > 4 ? Math.sqrt(0.437 / (n - 4)) : Number.POSITIVE_INFINITY;
  return { coefficient, pValue, interval: fisherInterval(coefficient, error, checked), n };
}

function rankCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  alternative: Alternative,
): Pick<Correlation, 'coefficient' | 'pValue'> {
  const n = x.length;
  const xTies = tiedGroups(x);
  const yTies = tiedGroups(y);
  const pairs = (n * (n - 1)) / 2;
  const xTied = tiedPairs(xTies);
  const yTied = tiedPairs(yTies);
  if (n < 2 || xTied === pairs || yTied === pairs) return { coefficient: Number.NaN, pValue: Number.NaN };
  const { discordant, tiedInBoth } = discordantPairs(xTies, yTies);
  const concordant = pairs - xTied - yTied + tiedInBoth - discordant;
  const excess = concordant - discordant;
  const coefficient = excess / Math.sqrt(pairs - xTied) / Math.sqrt(pairs - yTied);
  const exact = xTied === 0 && yTied === 0 && (n <= mostExact || Math.min(discordant, concordant) <= 1);
  return {
    coefficient: Math.min(1, Math.max(-1, coefficient)),
    pValue: exact
      ? exactProbability(n, concordant, discordant, alternative)
      : tailProbability(normalTail, excess / Math.sqrt(varianceOfExcess(n, xTies, yTies)), alternative),
  };
}

function exactProbability(
  n: number,
  concordant: number,
  discordant: number,
  alternative: Alternative,
): number {
  if (alternative === 'greater') return inversionProbability(n, discordant);
  if (alternative === 'less') return inversionProbability(n, concordant);
  return Math.min(1, 2 * inversionProbability(n, Math.min(concordant, discordant)));
}

function tiedPairs(ties: readonly TiedGroup[]): number {
  return overTies(ties, (size) => (size * (size - 1)) / 2);
}

function overTies(ties: readonly TiedGroup[], term: (size: number) => number): number {
  return sum(ties.length, (i) => {
    const { start, end } = ties[i] as TiedGroup;
    return term(end - start);
  });
}

/** The variance of concordant minus discordant pairs, where the lists are independent. */
function varianceOfExcess(n: number, xTies: readonly TiedGroup[], yTies: readonly TiedGroup[]): number {
  const cubic = (size: number) => size * (size - 1) * (2 * size + 5);
  const triples = (size: number) => size * (size - 1) * (size - 2);
  return (
    (cubic(n) - overTies(xTies, cubic) - overTies(yTies, cubic)) / 18 +
    (2 * tiedPairs(xTies) * tiedPairs(yTies)) / (n * (n - 1)) +
    (n > 2 ? (overTies(xTies, triples) * overTies(yTies, triples)) / (9 * triples(n)) : 0)
  );
}
