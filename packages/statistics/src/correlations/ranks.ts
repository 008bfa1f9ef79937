/** The rank of each value from 1, equal values sharing the mean of their ranks. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const ranks = new Float64Array(values.length);
  for (const { start, end, places } of tiedGroups(values))
    for (const place of places) ranks[place] = (start + 1 + end) / 2;
  return ranks;
}

/** A run of equal values in sorted order: they take the places `start` to `end − 1`. */
export interface TiedGroup {
  readonly start: number;
  readonly end: number;
  /** Indices of the values. */
  readonly places: Uint32Array;
}

/** The groups of equal values, ascending. */
export function tiedGroups(values: ArrayLike<number>): TiedGroup[] {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i);
  order.sort((i, j) => (values[i] as number) - (values[j] as number));
  const groups: TiedGroup[] = [];
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end++;
    groups.push({ start, end, places: order.subarray(start, end) });
    start = end;
  }
  return groups;
}

/** The sum of t³ − t over groups of t equal values, by which ties lessen the variance of rank sums. */
export function tieCorrection(values: ArrayLike<number>): number {
  return tiedGroups(values).reduce((sum, { start, end }) => sum + (end - start) ** 3 - (end - start), 0);
}

/** Whether every value is a finite number or ±∞, so that the values have an order. */
export function isOrdered(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return false;
  return true;
}
