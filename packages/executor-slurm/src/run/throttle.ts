/** How many tasks each array may run at a time, and how many more could run. */
export interface Grants {
  readonly shares: readonly number[];
  readonly left: number;
}

/**
 * Divides the tasks that may run at a time among arrays, the oldest first: an array needs no more than it has tasks left.
 *
 * @param sizes tasks left, by array
 */
export function grants(sizes: readonly number[], maxParallel = Number.POSITIVE_INFINITY): Grants {
  let left = maxParallel;
  const shares = sizes.map((size) => {
    const share = Math.min(size, left);
    left -= share;
    return share;
  });
  return { shares, left };
}
