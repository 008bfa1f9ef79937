/**
 * The t ≥ 0 with `tail(t) = probability`, for a tail that falls from `tail(0) = ½` to 0; by bisection to the last digit.
 *
 * @param probability in (0, ½]
 */
export function tailQuantile(tail: (t: number) => number, probability: number): number {
  if (probability >= 0.5) return 0;
  let low = 0;
  let high = 1;
  while (tail(high) > probability && high < Number.MAX_VALUE / 2) {
    low = high;
    high *= 2;
  }
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    if (tail(middle) > probability) low = middle;
    else high = middle;
  }
}
