/** A measured number with four significant digits, as labels show it. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value < 0 ? '−∞' : '∞';
  const magnitude = Math.abs(value);
  const text =
    magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e6)
      ? value.toExponential(2)
      : String(Number(value.toPrecision(4)));
  return text.replaceAll('-', '−');
}

/** Writes numbers that stand together with as many decimals each as any of them needs for `digits` digits of the largest. */
export function evenNumbers(
  values: readonly number[],
  digits = 4,
  mostDecimals = 9,
): (value: number) => string {
  const finite = values.filter(Number.isFinite);
  const largest = Math.max(0, ...finite.map(Math.abs));
  if (largest < 1e-3 || largest >= 1e6) return numberText;
  const most = Math.min(mostDecimals, Math.max(0, digits - 1 - Math.floor(Math.log10(largest))));
  const decimals = Math.max(...finite.map((value) => decimalsOf(Number(value.toFixed(most)))));
  return (value) => (Number.isFinite(value) ? value.toFixed(decimals).replace('-', '−') : numberText(value));
}

function decimalsOf(value: number): number {
  return String(value).split('.')[1]?.length ?? 0;
}
