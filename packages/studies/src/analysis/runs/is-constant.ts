/**
 * Whether all values are equal, but for what rounding leaves: differences of scores that are equal on paper are not in binary.
 *
 * @param scores the numbers that the values were computed from
 */
export function isConstant(values: readonly number[], scores: readonly number[] = values): boolean {
  const scale = scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  const [first = 0] = values;
  return values.every((value) => Math.abs(value - first) <= 1e-12 * scale);
}
