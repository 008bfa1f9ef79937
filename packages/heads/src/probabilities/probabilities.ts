/** log Σ exp(values), safe from overflow; −∞ for an empty list. */
export function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

/** Logarithms of the probabilities that a row of logits stands for. */
export function logSoftmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const total = logSumExp(values);
  return values.map((value) => value - total);
}

/** The probabilities that a row of logits stands for. */
export function softmax(logits: ArrayLike<number>): number[] {
  return logSoftmax(logits).map(Math.exp);
}

/** The logistic function, 1 / (1 + e⁻ˣ). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
