/** What labels are shifted and divided by so that they have mean 0 and standard deviation 1. */
export interface Standardization {
  /** Mean of the labels. */
  readonly center: number;
  /** Their standard deviation (of the population), or 1 where all are equal. */
  readonly scale: number;
}

/** The standardisation of the labels, of which there is at least one. */
export function standardization(labels: readonly number[]): Standardization {
  const mean = (of: (label: number) => number) =>
    labels.reduce((sum, label) => sum + of(label) / labels.length, 0);
  const first = labels[0] as number;
  if (labels.every((label) => label === first)) return { center: first, scale: 1 };
  const center = mean((label) => label);
  return { center, scale: Math.sqrt(mean((label) => (label - center) ** 2)) };
}
