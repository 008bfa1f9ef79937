import { type Rows, type RowsOf, requireKnownOptions, TomoniError } from '@tomoni/spec';
import { rowsOf } from '../rows/rows-of.js';
import { selectRows } from '../rows/select-rows.js';
import { count } from '../sentences/count.js';
import { apportion, indicesOf, type SplitOptions } from './apportion.js';
import { noticesOn, refuseEmptyParts } from './notices.js';

/** One round of cross-validation. */
export interface Fold<Row> {
  /** Index of the fold, counted from 0. */
  readonly index: number;
  readonly train: Rows<Row>;
  readonly validation: Rows<Row>;
  readonly test: Rows<Row>;
}

/** The rounds of cross-validation. */
export interface KFold<Row> {
  readonly folds: readonly Fold<Row>[];
  /** What the rows did not allow, such as a class too small to stand in every block. */
  readonly notices: readonly string[];
  /** Sizes and notices in words. */
  describe(): string;
}

/**
 * k-fold cross-validation with a validation part: the rows are cut into k blocks of equal size at random; fold i
 * tests on block i, validates on block i + 1 and trains on the others, so that 10 folds are 8 : 1 : 1. Every row
 * is tested on once and validated on once.
 *
 * @param k number of folds, at least 3
 * @throws TomoniError `invalid-argument` where k is not a whole number from 3 up, `invalid-data` where there are
 *   fewer rows, or fewer groups, than folds
 *
 * @example
 * ```ts
 * import { kFold } from '@tomoni/data';
 *
 * const rows = Array.from({ length: 50 }, (_, i) => ({ text: `text ${i}`, author: i % 20 }));
 * const { folds } = kFold(rows, 10, { seed: 1, groupBy: 'author' });
 * for (const { index, train, validation, test } of folds)
 *   console.log(index, train.length, validation.length, test.length);
 * ```
 */
export function kFold<Row>(rows: RowsOf<Row>, k: number, options: SplitOptions<Row>): KFold<Row> {
  requireKnownOptions('kFold()', options, ['seed', 'stratifyBy', 'groupBy']);
  if (!Number.isInteger(k) || k < 3)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `${k} folds were asked for; a whole number from 3 up was expected.`,
      remedy: 'Each fold needs a block to test on, one to validate on and one to train on.',
    });
  const table = rowsOf(rows);
  const blocks = indicesOf(apportion(table, Array(k).fill(1), options), k);
  const outlines = blocks.map((indices, index) => ({ name: `block ${index}`, share: 1, indices }));
  refuseEmptyParts(table, outlines, options.groupBy !== undefined);
  const notices = noticesOn(table, outlines, options);
  const folds = blocks.map((test, index): Fold<Row> => {
    const next = (index + 1) % k;
    const train = blocks.filter((_, block) => block !== index && block !== next).flat();
    return {
      index,
      train: selectRows(
        table,
        train.sort((a, b) => a - b),
      ),
      validation: selectRows(table, blocks[next] ?? []),
      test: selectRows(table, test),
    };
  });
  const sizes = blocks.map(({ length }) => length);
  return {
    folds,
    notices,
    describe: () =>
      [
        `${count(table.length, 'row')} were cut into ${k} blocks of ${Math.min(...sizes)} to ${Math.max(...sizes)} rows.`,
        ...notices,
      ].join(' '),
  };
}
