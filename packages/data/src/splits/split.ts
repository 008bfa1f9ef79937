import { type Rows, type RowsOf, requireKnownOptions, TomoniError } from '@tomoni/spec';
import { rowsOf } from '../rows/rows-of.js';
import { selectRows } from '../rows/select-rows.js';
import { count } from '../sentences/count.js';
import { apportion, indicesOf, type SplitOptions } from './apportion.js';
import { noticesOn, refuseEmptyParts } from './notices.js';

/** Rows cut into parts. */
export interface Split<Row, Part extends string = string> {
  /** The rows of each part, in the order of the whole. */
  readonly parts: Readonly<Record<Part, Rows<Row>>>;
  /** The indices of each part's rows in the whole. */
  readonly indices: Readonly<Record<Part, readonly number[]>>;
  /** What the rows did not allow, such as a class too small to stand in every part. */
  readonly notices: readonly string[];
  /** Sizes and notices in words. */
  describe(): string;
}

/**
 * Cuts rows into parts of the given shares at random; every row goes to one part.
 *
 * @param shares the size of each part relative to the others
 * @throws TomoniError `invalid-data` where a part would be empty, `invalid-argument` where a share is not above 0
 *
 * @example
 * ```ts
 * import { split } from '@tomoni/data';
 *
 * const rows = Array.from({ length: 100 }, (_, i) => ({ text: `text ${i}`, label: i % 2 ? 'spam' : 'ham' }));
 * const { parts, notices } = split(rows, { train: 8, validation: 1, test: 1 }, { seed: 1, stratifyBy: 'label' });
 * console.log(parts.train.length, parts.validation.length, parts.test.length, notices); // 80 10 10 []
 * ```
 */
export function split<Row, const Part extends string>(
  rows: RowsOf<Row>,
  shares: Readonly<Record<Part, number>>,
  options: SplitOptions<Row>,
): Split<Row, Part> {
  requireKnownOptions('split()', options, ['seed', 'stratifyBy', 'groupBy']);
  const table = rowsOf(rows);
  const named = Object.entries(shares) as [Part, number][];
  for (const [name, share] of named)
    if (!(share > 0 && Number.isFinite(share)))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The part '${name}' has the share ${share}; a number above 0 was expected.`,
        remedy: 'Leave out the part, or give it a share.',
      });
  const assigned = apportion(
    table,
    named.map(([, share]) => share),
    options,
  );
  const indices = indicesOf(assigned, named.length);
  const outlines = named.map(([name, share], part) => ({ name, share, indices: indices[part] ?? [] }));
  refuseEmptyParts(table, outlines, options.groupBy !== undefined);
  const notices = noticesOn(table, outlines, options);
  return {
    parts: record(named, (part) => selectRows(table, indices[part] ?? [])),
    indices: record(named, (part) => indices[part] ?? []),
    notices,
    describe: () =>
      [
        `${count(table.length, 'row')} were split into ${outlines.map((part) => `${part.indices.length} for ${part.name}`).join(', ')}.`,
        ...notices,
      ].join(' '),
  };
}

function record<Part extends string, Value>(
  named: readonly (readonly [Part, number])[],
  valueAt: (part: number) => Value,
): Readonly<Record<Part, Value>> {
  const entries = named.map(([name], part) => [name, valueAt(part)] as const);
  return Object.fromEntries(entries) as Record<Part, Value>;
}
