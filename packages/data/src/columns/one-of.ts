import { TomoniError } from '@tomoni/spec';
import type { Column } from './column.js';

/**
 * A column that holds one of a few values, such as the names of classes.
 *
 * @throws TomoniError `invalid-argument` where there are no values or one stands twice
 *
 * @example
 * ```ts
 * import { oneOf, readCsv, text } from '@tomoni/data';
 *
 * const rows = await readCsv('mails.csv', { mail: text(), label: oneOf(['spam', 'ham']) });
 * const label: 'spam' | 'ham' = rows.at(0).label;
 * console.log(label);
 * ```
 */
export function oneOf<const Value extends string | number>(values: readonly Value[]): Column<Value> {
  const byText = new Map(values.map((value) => [String(value), { value }]));
  if (values.length === 0 || byText.size < values.length)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The values ${JSON.stringify(values)} are none, or one of them stands twice.`,
      remedy: 'Give each value once.',
    });
  return {
    expects: `One of ${values.map((value) => JSON.stringify(value)).join(', ')}`,
    fromText: (text) => byText.get(text),
    fromJson: (value) => {
      const cell = byText.get(String(value));
      return cell?.value === value ? cell : undefined;
    },
  };
}
