/** A score as an axis names it: with the way that is better, where that is known. */
export function metricName(metric: string, higherIsBetter: boolean | undefined): string {
  if (higherIsBetter === undefined) return metric;
  return `${metric} (${higherIsBetter ? 'higher' : 'lower'} is better)`;
}
