/** log Σ exp(values), safe from overflow; −∞ for an empty list. */
export function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

/** Logarithms of the probabilities that a row of logits stands for. */
export function logSoftmax(logits: ArrayLike<number>): number[] {
  const distances = belowLargest(logits);
  const total = logSumExp(distances);
  return distances.map((distance) => distance - total);
}

/** The probabilities that a row of logits stands for. */
export function softmax(logits: ArrayLike<number>): number[] {
  const parts = belowLargest(logits).map(Math.exp);
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

/** Values less their maximum: logits that stand for the same probabilities, and lose no digits to their size. */
function belowLargest(values: ArrayLike<number>): number[] {
  const list = Array.from(values);
  const largest = Math.max(...list);
  return list.map((value) => value - largest);
}

/** The logistic function, 1 / (1 + e⁻ˣ). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
