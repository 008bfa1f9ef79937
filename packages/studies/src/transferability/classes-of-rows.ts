import { type RowsOf, TomoniError } from '@tomoni/spec';
import { anyRows } from './any-rows.js';
import { placeOf } from './frozen-features.js';

/** The classes of rows, by number. */
export interface RowClasses {
  /** The classes, sorted: numbers by size, texts by code unit. */
  readonly names: readonly (string | number | boolean)[];
  /** Index of each row's class. */
  readonly classes: Uint32Array;
}

/**
 * The classes that stand in a column, numbered: what `logMe`, `hScore`, `transRate`, `leep` and `nce` take as labels.
 *
 * @throws TomoniError `invalid-data` where a row has no label, or one that is neither text, number nor truth value
 *
 * @example
 * ```ts
 * import { classesOfRows, nce } from '@tomoni/studies';
 *
 * const rows = [
 *   { mood: 'good', topic: 'film' },
 *   { mood: 'bad', topic: 'book' },
 *   { mood: 'good', topic: 'film' },
 * ];
 * console.log(nce(classesOfRows(rows, 'mood').classes, classesOfRows(rows, 'topic').classes)); // 0
 * ```
 */
export function classesOfRows(rows: RowsOf<object>, column: string): RowClasses {
  const labels = Array.from(anyRows(rows), (row, index) => {
    const label = row[column];
    if (typeof label === 'string' || typeof label === 'boolean' || Number.isFinite(label))
      return label as string | number | boolean;
    throw new TomoniError({
      code: 'invalid-data',
      what: `The label is ${JSON.stringify(label) ?? 'missing'}.`,
      where: { column, ...placeOf(rows, index) },
      remedy: 'Leave out rows without a label.',
    });
  });
  const names = [...new Set(labels)].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  const indices = new Map(names.map((name, index) => [name, index]));
  return { names, classes: Uint32Array.from(labels, (label) => indices.get(label) as number) };
}
