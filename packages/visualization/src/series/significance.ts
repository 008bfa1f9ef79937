/** How p-values become marks. */
export interface SignificanceOptions {
  /** Test, alternative and correction in words, such as `paired t-test, one-sided, Holm`. */
  readonly test: string;
  /** A p-value gets one star for each level it lies below. Default: 0.05, 0.01, 0.001. */
  readonly levels?: readonly number[];
}

const usualLevels = [0.05, 0.01, 0.001] as const;

/** The stars of a p-value; none where it is not a number. */
export function stars(pValue: number | undefined, levels: readonly number[] = usualLevels): string {
  return pValue === undefined ? '' : '*'.repeat(levels.filter((level) => pValue < level).length);
}

/** What the stars mean. */
export function starsNote({ test, levels = usualLevels }: SignificanceOptions): string {
  const ordered = [...levels].sort((a, b) => b - a);
  const meanings = ordered.map((level, i) => `${'*'.repeat(i + 1)} p < ${level}`);
  return `${meanings.join(', ')} (${test})`;
}
