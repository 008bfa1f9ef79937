const logSquareRootOfTwoPi = Math.log(2 * Math.PI) / 2;

/** Bernoulli coefficients B₂ₖ / (2k(2k−1)) of Stirling's series. */
const coefficients = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
];

/** Below this, arguments are shifted up before Stirling's series is used: there its last term is below 2⁻⁵². */
const smallest = 12;

/** What Stirling's formula leaves out: `ln Γ(x) − ((x − ½) ln x − x + ½ ln 2π)`, for x ≥ 12. */
function stirlingRemainder(x: number): number {
  const square = 1 / (x * x);
  return coefficients.reduceRight((series, coefficient) => series * square + coefficient, 0) / x;
}

/** The natural logarithm of Γ(x) for x > 0. */
export function logGamma(x: number): number {
  let product = 1;
  while (x < smallest) product *= x++;
  return (x - 0.5) * Math.log(x) - x + logSquareRootOfTwoPi + stirlingRemainder(x) - Math.log(product);
}

/** `ln Γ(a) − ln Γ(a + b)` for a, b > 0, without the cancellation of two large logarithms where a is large. */
export function logGammaDifference(a: number, b: number): number {
  if (a < smallest) return logGamma(a) - logGamma(a + b);
  const remainders = stirlingRemainder(a) - stirlingRemainder(a + b);
  return -(a - 0.5) * Math.log1p(b / a) - b * Math.log(a + b) + b + remainders;
}

/** The natural logarithm of the beta function B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  return a < b ? logBeta(b, a) : logGamma(b) + logGammaDifference(a, b);
}
