import { type ErrorLocation, type Rows, type RowsOf, requireKnownOptions } from '@tomoni/spec';
import { filterRows } from '../rows/filter-rows.js';
import { rowsOf } from '../rows/rows-of.js';
import { describePlace, describeSimilarities } from './describe-place.js';
import { prepareTexts, type SimilarityOptions, TextIndex } from './text-index.js';
import { type TextOf, textsOf } from './text-of.js';

/** Which texts are compared, and when two count as the same. */
export interface DuplicateOptions<Row> extends SimilarityOptions {
  /** The column of the text, or a function of the row. */
  readonly text: TextOf<Row>;
}

/** A row whose text an earlier row has already. */
export interface Duplicate {
  /** Index of the row. */
  readonly index: number;
  readonly where: ErrorLocation;
  /** The earlier row, which is not a duplicate itself. */
  readonly of: { readonly index: number; readonly where: ErrorLocation };
  /** Jaccard similarity of the two texts; 1 for equal texts. */
  readonly similarity: number;
}

/** The duplicates among some rows. */
export interface DuplicateReport {
  readonly duplicates: readonly Duplicate[];
  /** Number of rows looked at. */
  readonly rows: number;
  /** How many there are, with an example, in words. */
  describe(): string;
}

/** Rows without duplicates. */
export interface Deduplicated<Row> {
  readonly rows: Rows<Row>;
  readonly dropped: readonly Duplicate[];
  /** What was dropped, in words. */
  describe(): string;
}

/**
 * Finds the rows whose text stands in an earlier row, or is similar to that of one.
 *
 * @throws TomoniError `invalid-data` where a row has no text, `invalid-argument` where `threshold` is not above 0
 *   and at most 1
 *
 * @example
 * ```ts
 * import { collapseSpaces, findDuplicates } from '@tomoni/data';
 *
 * const rows = [{ title: '猫の写真' }, { title: '犬' }, { title: ' 猫の写真' }];
 * const { duplicates, describe } = findDuplicates(rows, { text: 'title', normalize: collapseSpaces });
 * console.log(duplicates.length, describe());
 * // 1 1 of 3 rows repeats an earlier one (all equal): row 2 repeats row 0.
 * ```
 */
export function findDuplicates<Row>(rows: RowsOf<Row>, options: DuplicateOptions<Row>): DuplicateReport {
  requireKnownOptions('findDuplicates()', options, ['text', 'normalize', 'threshold', 'shingle']);
  const table = rowsOf(rows);
  const texts = new TextIndex(options);
  const duplicates: Duplicate[] = [];
  prepareTexts(textsOf(table, options.text), options).forEach((text, index) => {
    const match = texts.find(text);
    if (match === undefined) texts.add(text, index);
    else
      duplicates.push({
        index,
        where: table.where(index),
        of: { index: match.id, where: table.where(match.id) },
        similarity: match.similarity,
      });
  });
  return { duplicates, rows: table.length, describe: () => describe(duplicates, table.length) };
}

/**
 * Drops the rows whose text stands in an earlier row, or is similar to that of one, and names them.
 *
 * @throws TomoniError as {@link findDuplicates} does
 *
 * @example
 * ```ts
 * import { dropDuplicates } from '@tomoni/data';
 *
 * const { rows, dropped } = dropDuplicates([{ text: 'a' }, { text: 'b' }, { text: 'a' }], { text: 'text' });
 * console.log(rows.length, dropped[0]?.index, dropped[0]?.of.index); // 2 2 0
 * ```
 */
export function dropDuplicates<Row>(rows: RowsOf<Row>, options: DuplicateOptions<Row>): Deduplicated<Row> {
  requireKnownOptions('dropDuplicates()', options, ['text', 'normalize', 'threshold', 'shingle']);
  const report = findDuplicates(rows, options);
  const dropped = new Set(report.duplicates.map(({ index }) => index));
  return {
    rows: filterRows(rows, (_, index) => !dropped.has(index)),
    dropped: report.duplicates,
    describe: () =>
      report.duplicates.length === 0
        ? report.describe()
        : `${report.describe()} ${report.duplicates.length} dropped, ${report.rows - report.duplicates.length} kept.`,
  };
}

function describe(duplicates: readonly Duplicate[], rows: number): string {
  const [first] = duplicates;
  if (first === undefined) return `No text stands twice in ${rows} rows.`;
  const verb = duplicates.length === 1 ? 'repeats' : 'repeat';
  const example = `${describePlace(first.where)} repeats ${describePlace(first.of.where)}`;
  return `${duplicates.length} of ${rows} rows ${verb} an earlier one (${describeSimilarities(duplicates)}): ${duplicates.length === 1 ? '' : 'for instance, '}${example}.`;
}
