/**
 * A score as Python tokenizers reads it.
 *
 * Its parser rounds twice, first all digits to an integer and then that by a power of ten, which moves many scores by
 * one unit in the last place. Cuts of a word that are equally probable on paper are told apart by just that.
 */
export function parsedScore(value: number): number {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value)) ?? [];
  if (whole === undefined) return value;
  const rounded = Number(whole + fraction) / 10 ** fraction.length;
  return sign === '-' ? -rounded : rounded;
}
