/** The middle value, or the mean of the two middle ones. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A number with four significant digits, as far as a bench on a shared machine can be trusted at all. */
export function round(value) {
  return Number(value.toPrecision(4));
}
