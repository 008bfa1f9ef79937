/** `e^x / Σ e^x`, without overflow. */
export function softmax(values: ArrayLike<number>): Float64Array {
  const logits = Float64Array.from(values);
  const greatest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const parts = logits.map((value) => Math.exp(value - greatest));
  const sum = parts.reduce((a, b) => a + b, 0);
  return parts.map((part) => part / sum);
}

/** The point of the simplex `w ≥ 0`, `Σ w = 1` nearest to the given one (Duchi et al. 2008). */
export function projectOntoSimplex(point: Float64Array): Float64Array {
  const sorted = point.slice().sort().reverse();
  let sum = 0;
  let threshold = 0;
  for (const [i, value] of sorted.entries()) {
    sum += value;
    const candidate = (sum - 1) / (i + 1);
    if (value > candidate) threshold = candidate;
  }
  return point.map((value) => Math.max(value - threshold, 0));
}
