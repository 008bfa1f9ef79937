/** The text with a capital letter at its beginning, as titles have. */
export function capitalized(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('');
}

/** A score as an axis names it: with the way that is better, where that is known. */
export function metricName(metric: string, higherIsBetter: boolean | undefined): string {
  if (higherIsBetter === undefined) return metric;
  return `${metric} (${higherIsBetter ? 'higher' : 'lower'} is better)`;
}
