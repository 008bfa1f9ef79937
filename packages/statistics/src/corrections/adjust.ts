import { TomoniError } from '@tomoni/spec';

/**
 * Adjusts p-values by their rank among those that are defined; `NaN` stays `NaN` and does not count as a test.
 *
 * @param adjust gives adjusted values of ascending p-values
 * @throws TomoniError `invalid-argument` where a value is outside [0, 1]
 */
export function adjustRanked(
  pValues: ArrayLike<number>,
  adjust: (ascending: readonly number[]) => readonly number[],
): number[] {
  const values = Array.from(pValues);
  values.forEach((value, row) => {
    if (value < 0 || value > 1)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The p-value ${value} is not in [0, 1].`,
        where: { row },
      });
  });
  const order = values.map((_, i) => i).filter((i) => !Number.isNaN(values[i]));
  order.sort((i, j) => (values[i] as number) - (values[j] as number));
  const adjusted = adjust(order.map((i) => values[i] as number));
  const result = values.map(() => Number.NaN);
  order.forEach((i, rank) => {
    result[i] = Math.min(1, adjusted[rank] as number);
  });
  return result;
}

/** Each value or the greatest before it. */
export function runningMaximum(values: readonly number[]): number[] {
  let most = Number.NEGATIVE_INFINITY;
  return values.map((value) => {
    most = Math.max(most, value);
    return most;
  });
}

/** Each value or the least after it. */
export function trailingMinimum(values: readonly number[]): number[] {
  let least = Number.POSITIVE_INFINITY;
  return values
    .toReversed()
    .map((value) => {
      least = Math.min(least, value);
      return least;
    })
    .toReversed();
}
