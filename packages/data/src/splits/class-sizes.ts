import { type Rows, type RowsOf, requireKnownOptions, TomoniError } from '@tomoni/spec';
import { rowsOf } from '../rows/rows-of.js';
import { selectRows } from '../rows/select-rows.js';
import { count } from '../sentences/count.js';
import { type By, classesOf, className } from './classes.js';
import { rngOf, type Seed, shuffled } from './seed.js';

/** How many rows a class had and has. */
export interface ClassSize {
  /** The value of the column. */
  readonly value: unknown;
  readonly before: number;
  readonly after: number;
}

/** Rows whose classes have been made equal. */
export interface EqualClasses<Row> {
  readonly rows: Rows<Row>;
  readonly classes: readonly ClassSize[];
  /** The change in words. */
  describe(): string;
}

/** How classes are cut. */
export interface CutOptions {
  readonly seed: Seed;
  /** Rows that each class shall keep. Default: as many as the smallest class has. */
  readonly size?: number;
}

/**
 * Cuts all classes to the same number of rows; those that stay are chosen at random and keep their order.
 *
 * @param by the column of the classes, or a function of the row
 * @throws TomoniError `invalid-data` where a row has no label or a class has fewer rows than `size`
 *
 * @example
 * ```ts
 * import { cutToEqualSize } from '@tomoni/data';
 *
 * const rows = [{ label: 'a' }, { label: 'a' }, { label: 'b' }];
 * const cut = cutToEqualSize(rows, 'label', { seed: 1 });
 * console.log(cut.rows.length, cut.describe()); // 2 'a' was cut from 2 to 1 rows, 'b' kept its 1.
 * ```
 */
export function cutToEqualSize<Row>(rows: RowsOf<Row>, by: By<Row>, options: CutOptions): EqualClasses<Row> {
  requireKnownOptions('cutToEqualSize()', options, ['seed', 'size']);
  const table = rowsOf(rows);
  const classes = labelledClasses(table, by);
  const smallest = Math.min(...classes.map(([, members]) => members.length));
  const size = options.size ?? smallest;
  if (!Number.isInteger(size) || size < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Classes cannot be cut to ${size} rows.`,
      remedy: 'Give a whole number from 1 up.',
    });
  const small = classes.find(([, members]) => members.length < size);
  if (small !== undefined)
    throw new TomoniError({
      code: 'invalid-data',
      what: `The class ${className(small[0])} has ${count(small[1].length, 'row')}, fewer than the ${size} asked for.`,
      remedy: `Ask for at most ${smallest} rows, or leave the class out.`,
    });
  const rng = rngOf(options.seed, 'cut');
  const kept = classes.flatMap(([, members], c) => shuffled(members, rng.fork(c)).slice(0, size));
  return equalClasses(
    selectRows(
      table,
      kept.sort((a, b) => a - b),
    ),
    classes,
    size,
    (before) => `was cut from ${before} to ${size} rows`,
  );
}

/** How classes are filled up. */
export interface OversampleOptions {
  readonly seed: Seed;
}

/**
 * Fills up all classes to the size of the largest by repeating their rows: all of them equally often, and a random
 * choice of them once more. The repeated rows stand after the others.
 *
 * Meant for the training part, after the split: repeated before it, a row would stand in several parts.
 *
 * @param by the column of the classes, or a function of the row
 * @throws TomoniError `invalid-data` where a row has no label
 *
 * @example
 * ```ts
 * import { oversample, split } from '@tomoni/data';
 *
 * const rows = Array.from({ length: 100 }, (_, i) => ({ text: `text ${i}`, interest: i % 10 === 0 ? 1 : 0 }));
 * const { parts } = split(rows, { train: 8, validation: 1, test: 1 }, { seed: 1, stratifyBy: 'interest' });
 * const { rows: train } = oversample(parts.train, 'interest', { seed: 1 });
 * console.log(parts.train.length, train.length); // 80 144
 * ```
 */
export function oversample<Row>(
  rows: RowsOf<Row>,
  by: By<Row>,
  options: OversampleOptions,
): EqualClasses<Row> {
  requireKnownOptions('oversample()', options, ['seed']);
  const table = rowsOf(rows);
  const classes = labelledClasses(table, by);
  const size = Math.max(...classes.map(([, members]) => members.length));
  const rng = rngOf(options.seed, 'oversample');
  const repeated = classes.flatMap(([, members], c) => {
    const whole = Array(Math.floor(size / members.length) - 1).fill(members);
    const rest = shuffled(members, rng.fork(c)).slice(0, size % members.length);
    return [...whole.flat(), ...rest] as number[];
  });
  return equalClasses(
    selectRows(table, [...Array(table.length).keys(), ...repeated]),
    classes,
    size,
    (before) => `was filled up from ${before} to ${size} rows`,
  );
}

type Class = readonly [value: unknown, members: readonly number[]];

function labelledClasses<Row>(rows: Rows<Row>, by: By<Row>): readonly Class[] {
  const classes = classesOf(rows, by);
  const unlabelled = classes.get(undefined)?.[0];
  if (unlabelled !== undefined)
    throw new TomoniError({
      code: 'invalid-data',
      what: 'The row has no label, so it belongs to no class.',
      where: { ...rows.where(unlabelled), ...(typeof by === 'string' ? { column: by } : {}) },
      remedy: 'Filter out rows without a label first.',
    });
  if (classes.size === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: 'There are no rows, so there are no classes.',
      remedy: 'Check the file and what was filtered out.',
    });
  return [...classes];
}

function equalClasses<Row>(
  rows: Rows<Row>,
  classes: readonly Class[],
  after: number,
  change: (before: number) => string,
): EqualClasses<Row> {
  return {
    rows,
    classes: classes.map(([value, { length: before }]) => ({ value, before, after })),
    describe: () => {
      const sentences = classes.map(
        ([value, { length: before }]) =>
          `${className(value)} ${before === after ? `kept its ${before}` : change(before)}`,
      );
      return `${sentences.join(', ')}.`;
    },
  };
}
