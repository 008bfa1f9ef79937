/**
 * The `k`-th smallest (from 1) of many numbers that are counted, not listed: by halving the range they lie in.
 *
 * @param countUpTo how many of them are at most a value
 * @param lowest a value that no number is below
 * @param highest a value that no number is above
 */
export function kthSmallest(
  countUpTo: (value: number) => number,
  k: number,
  lowest: number,
  highest: number,
): number {
  if (countUpTo(lowest) >= k) return lowest;
  let [below, at] = [lowest, highest];
  for (;;) {
    const middle = below + (at - below) / 2;
    if (middle <= below || middle >= at) return at;
    if (countUpTo(middle) >= k) at = middle;
    else below = middle;
  }
}
