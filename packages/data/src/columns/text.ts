import { requireKnownOptions } from '@tomoni/spec';
import type { Cell, Column } from './column.js';

/** What a column of text may hold. */
export interface TextOptions {
  /** Whether a cell may be empty. Default: false. */
  readonly empty?: boolean;
}

/**
 * A column of text.
 *
 * @example
 * ```ts
 * import { readCsv, text } from '@tomoni/data';
 *
 * const rows = await readCsv('titles.csv', { title: text() });
 * console.log(rows.at(0).title.length);
 * ```
 */
export function text(options: TextOptions = {}): Column<string> {
  requireKnownOptions('text()', options, ['empty']);
  const { empty = false } = options;
  const read = (value: string): Cell<string> => (value === '' && !empty ? undefined : { value });
  return {
    expects: empty ? 'A text' : 'A text that is not empty',
    fromText: read,
    fromJson: (value) => (typeof value === 'string' ? read(value) : undefined),
  };
}
