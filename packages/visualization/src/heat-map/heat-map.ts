/** A matrix of numbers to be shown as colours. */
export interface HeatMap {
  readonly title: string;
  /** Names of the rows, from the top. */
  readonly rows: readonly string[];
  /** Names of the columns, from the left. */
  readonly columns: readonly string[];
  /** One list per row; what is missing or not finite is shown as `–`. */
  readonly values: readonly (readonly (number | null | undefined)[])[];
  /** What the rows are. */
  readonly rowName?: string;
  /** What the columns are. */
  readonly columnName?: string;
  /** `diverging` has a middle: values below it are red, above it blue. Default: `sequential`. */
  readonly scale?: 'sequential' | 'diverging';
  /** Values of the palest and the darkest colour, or of the darkest red and blue. Default: the extremes; for a diverging scale the same distance to both sides of 0. */
  readonly domain?: readonly [number, number];
  /** How a value is written in its cell. Default: all with equally many decimals, three at most. */
  readonly format?: (value: number) => string;
}

/** Whether something is a value. */
export function isNumber(value: number | null | undefined): value is number {
  return Number.isFinite(value);
}

/** The value of a cell; `NaN` where there is none. */
export function valueAt({ values }: HeatMap, row: number, column: number): number {
  return values[row]?.[column] ?? Number.NaN;
}

/** The values between which the colours lie. */
export function domainOf(map: HeatMap): readonly [number, number] {
  if (map.domain !== undefined) return map.domain;
  const finite = map.values.flat().filter(isNumber);
  if (map.scale === 'diverging') {
    const farthest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    return [-farthest, farthest];
  }
  return finite.length === 0 ? [0, 1] : [Math.min(...finite), Math.max(...finite)];
}
