import { type ErrorLocation, type Rows, type RowsOf, requireKnownOptions } from '@tomoni/spec';
import { rowsOf } from '../rows/rows-of.js';
import { shorten } from '../sentences/shorten.js';
import { describePlace, describeSimilarities } from './describe-place.js';
import type { DuplicateOptions } from './find-duplicates.js';
import { type PreparedText, prepareTexts, type SimilarityOptions, TextIndex } from './text-index.js';
import { type TextOf, textsOf } from './text-of.js';

/** A row that leaks, or that it leaks from. */
export interface LeakPlace {
  /** Name of the task, where tasks are compared. */
  readonly task?: string;
  /** Name of the part. */
  readonly part: string;
  /** Index of the row in the part. */
  readonly index: number;
  readonly where: ErrorLocation;
}

/** A text that stands where it is learnt from and where it is judged. */
export interface Leak {
  readonly text: string;
  /** The row that is judged. */
  readonly at: LeakPlace;
  /** The row that has its text: the first equal, or else the most similar one. */
  readonly from: LeakPlace;
  /** Jaccard similarity of the two texts; 1 for equal texts. */
  readonly similarity: number;
}

/** Texts shared between parts, or between tasks. */
export interface LeakReport {
  readonly leaks: readonly Leak[];
  /** What leaks where, with an example each, in words. */
  describe(): string;
}

/**
 * Finds the texts that stand in more than one part: for every row of a later part the row of each earlier part
 * that has its text. Parts are given in the order in which they are used, the training part first.
 *
 * @throws TomoniError `invalid-data` where a row has no text
 *
 * @example
 * ```ts
 * import { findLeaks } from '@tomoni/data';
 *
 * const parts = { train: [{ text: 'a' }, { text: 'b' }], test: [{ text: 'b' }, { text: 'c' }] };
 * console.log(findLeaks(parts, { text: 'text' }).describe());
 * // 1 of 2 rows of test also stands in train (all equal): row 0 of test and row 1 of train, 'b'.
 * ```
 */
export function findLeaks<Row>(
  parts: Readonly<Record<string, RowsOf<Row>>>,
  options: DuplicateOptions<Row>,
): LeakReport {
  requireKnownOptions('findLeaks()', options, ['text', 'normalize', 'threshold', 'shingle']);
  const named = Object.entries(parts).map(([part, rows]) => ({
    name: { part },
    rows: rowsOf(rows),
    text: options.text,
  }));
  const prepared = prepareParts(named, options);
  return report(
    prepared.map((from, index) => ({ from, at: prepared.slice(index + 1) })),
    options,
  );
}

/** The rows that a task learns from and those that it is judged by. */
export interface TaskRows<Row> {
  /** Name of the task. */
  readonly task: string;
  readonly train: RowsOf<Row>;
  readonly test: RowsOf<Row>;
  /** The column of the text in this task's rows, where it is not that of the options. */
  readonly text?: TextOf<Row>;
}

/**
 * Finds the test texts of a task that stand among the training rows of another task: the shared encoder has then
 * seen what it is judged by. What leaks within one task is found by {@link findLeaks}.
 *
 * @throws TomoniError `invalid-data` where a row has no text
 *
 * @example
 * ```ts
 * import { findTaskLeaks } from '@tomoni/data';
 *
 * const report = findTaskLeaks(
 *   [
 *     { task: 'sentiment', train: [{ text: 'a' }], test: [{ text: 'b' }] },
 *     { task: 'topic', train: [{ text: 'b' }], test: [{ text: 'c' }] },
 *   ],
 *   { text: 'text' },
 * );
 * console.log(report.leaks.length, report.describe());
 * // 1 1 of 1 rows of sentiment's test part also stands in topic's train part (all equal): …
 * ```
 */
export function findTaskLeaks<Row>(
  tasks: readonly TaskRows<Row>[],
  options: DuplicateOptions<Row>,
): LeakReport {
  requireKnownOptions('findTaskLeaks()', options, ['text', 'normalize', 'threshold', 'shingle']);
  const named = tasks.flatMap(({ task, train, test, text = options.text }) => [
    { name: { task, part: 'train' }, rows: rowsOf(train), text },
    { name: { task, part: 'test' }, rows: rowsOf(test), text },
  ]);
  const prepared = prepareParts(named, options);
  return report(
    prepared
      .filter(({ name }) => name.part === 'train')
      .map((from) => ({
        from,
        at: prepared.filter(({ name }) => name.part === 'test' && name.task !== from.name.task),
      })),
    options,
  );
}

interface NamedRows<Row> {
  readonly name: Pick<LeakPlace, 'task' | 'part'>;
  readonly rows: Rows<Row>;
  readonly text: TextOf<Row>;
}

interface PreparedPart extends Pick<NamedRows<unknown>, 'name' | 'rows'> {
  readonly texts: readonly PreparedText[];
}

/** A part and the parts that must not repeat its texts. */
interface Comparison {
  readonly from: PreparedPart;
  readonly at: readonly PreparedPart[];
}

function prepareParts<Row>(
  parts: readonly NamedRows<Row>[],
  options: SimilarityOptions,
): readonly PreparedPart[] {
  const texts = parts.map(({ rows, text }) => textsOf(rows, text));
  const prepared = prepareTexts(texts.flat(), options);
  let end = 0;
  return parts.map(({ name, rows }) => {
    end += rows.length;
    return { name, rows, texts: prepared.slice(end - rows.length, end) };
  });
}

function report(comparisons: readonly Comparison[], options: SimilarityOptions): LeakReport {
  const found = comparisons.flatMap(({ from, at }) => {
    if (at.length === 0) return [];
    const index = new TextIndex(options);
    from.texts.forEach((text, id) => {
      index.add(text, id);
    });
    return at.map((part) => ({ from, at: part, leaks: leaksBetween(index, from, part) }));
  });
  return {
    leaks: found.flatMap(({ leaks }) => leaks),
    describe: () => {
      const sentences = found.filter(({ leaks }) => leaks.length > 0).map(describe);
      return sentences.length === 0 ? 'No text is shared.' : sentences.join(' ');
    },
  };
}

function leaksBetween(index: TextIndex, from: PreparedPart, at: PreparedPart): readonly Leak[] {
  return at.texts.flatMap((text, row): Leak[] => {
    const match = index.find(text);
    if (match === undefined) return [];
    const { id, similarity } = match;
    return [{ text: text.text, at: placeOf(at, row), from: placeOf(from, id), similarity }];
  });
}

function placeOf({ name, rows }: PreparedPart, index: number): LeakPlace {
  return { ...name, index, where: rows.where(index) };
}

interface FoundLeaks {
  readonly from: PreparedPart;
  readonly at: PreparedPart;
  readonly leaks: readonly Leak[];
}

function describe({ from, at, leaks }: FoundLeaks): string {
  const [first] = leaks as readonly [Leak];
  const verb = leaks.length === 1 ? 'stands' : 'stand';
  const example = `${describePlace(first.at.where)} of ${nameOf(at)} and ${describePlace(first.from.where)} of ${nameOf(from)}, '${shorten(first.text)}'`;
  return `${leaks.length} of ${at.texts.length} rows of ${nameOf(at)} also ${verb} in ${nameOf(from)} (${describeSimilarities(leaks)}): ${leaks.length === 1 ? '' : 'for instance, '}${example}.`;
}

function nameOf({ name: { task, part } }: PreparedPart): string {
  return task === undefined ? part : `${task}'s ${part} part`;
}
