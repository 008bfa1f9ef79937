import { requireKnownOptions, TomoniError } from '@tomoni/spec';
import type { Cell, Column } from './column.js';

/** The range of a column of numbers. */
export interface NumberOptions {
  /** The smallest number allowed. Default: none. */
  readonly min?: number;
  /** The largest number allowed. Default: none. */
  readonly max?: number;
}

/**
 * A column of finite numbers in decimal notation: `-1.5`, `.5`, `3e-4`.
 *
 * @throws TomoniError `invalid-argument` where `min` is above `max`
 *
 * @example
 * ```ts
 * import { number, readCsv, text } from '@tomoni/data';
 *
 * const rows = await readCsv('titles.csv', { title: text(), score: number({ min: 0, max: 5 }) });
 * console.log(rows.at(0).score / 5);
 * ```
 */
export function number(options: NumberOptions = {}): Column<number> {
  requireKnownOptions('number()', options, ['min', 'max']);
  return numeric('A number', Number.isFinite, options);
}

/**
 * A column of whole numbers.
 *
 * @throws TomoniError `invalid-argument` where `min` is above `max`
 *
 * @example
 * ```ts
 * import { integer, readCsv, text } from '@tomoni/data';
 *
 * const rows = await readCsv('titles.csv', { title: text(), votes: integer({ min: 0, max: 9 }) });
 * console.log(rows.at(0).votes % 2);
 * ```
 */
export function integer(options: NumberOptions = {}): Column<number> {
  requireKnownOptions('integer()', options, ['min', 'max']);
  return numeric('A whole number', Number.isSafeInteger, options);
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numeric(kind: string, isKind: (value: number) => boolean, options: NumberOptions): Column<number> {
  const { min = -Infinity, max = Infinity } = options;
  if (!(min <= max))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `No number lies between min ${min} and max ${max}.`,
      remedy: 'Give a min that is not above max.',
    });
  const read = (value: number): Cell<number> =>
    isKind(value) && value >= min && value <= max ? { value } : undefined;
  return {
    expects: `${kind}${rangeOf(options)}`,
    fromText: (cell) => {
      const trimmed = cell.trim();
      return decimal.test(trimmed) ? read(Number(trimmed)) : undefined;
    },
    fromJson: (value) => (typeof value === 'number' ? read(value) : undefined),
  };
}

function rangeOf({ min, max }: NumberOptions): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` from ${min} up`;
  return max === undefined ? '' : ` up to ${max}`;
}
