/**
 * Half the deviance of a Poisson distribution: 0 where the expected count is the observed one, positive elsewhere. It
 * is the negative log-likelihood but for a term that does not depend on the model.
 */
export function halfDeviance(count: number, expected: number): number {
  return expected - count * Math.log(expected) + leastLoss(count);
}

/** What has to be added to `expected − count · log(expected)` so that its least value is 0. */
export function leastLoss(count: number): number {
  return count === 0 ? 0 : count * Math.log(count) - count;
}
