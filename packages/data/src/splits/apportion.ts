import type { Rows } from '@tomoni/spec';
import { type By, classesOf } from './classes.js';
import { rngOf, type Seed, shuffled } from './seed.js';

/** What is kept in proportion and what is kept together. */
export interface SplitOptions<Row> {
  /** What the random choice depends on, beside the rows: the same seed gives the same parts. */
  readonly seed: Seed;
  /** Classes that every part shall hold in the proportion of the whole. Default: none. */
  readonly stratifyBy?: By<Row>;
  /** Groups that are never torn apart, such as the texts of one author. Default: none. */
  readonly groupBy?: By<Row>;
}

/**
 * The part of each row, such that part `i` gets about `shares[i]` of the rows and of each class.
 *
 * Rows without groups: every class gets the whole part of its quota everywhere, and what is left over goes where
 * rows are missing most, so that a part has at most one row more than its quota of any class. Groups: the largest
 * first, each goes where its classes are missing most (greedy, as in scikit-learn's `StratifiedGroupKFold`).
 */
export function apportion<Row>(
  rows: Rows<Row>,
  shares: readonly number[],
  options: SplitOptions<Row>,
): Uint32Array {
  const sum = shares.reduce((total, share) => total + share, 0);
  const fractions = shares.map((share) => share / sum);
  const classes = [...classesOf(rows, options.stratifyBy ?? (() => undefined)).values()];
  return options.groupBy === undefined
    ? apportionRows(rows.length, classes, fractions, options.seed)
    : apportionGroups(rows, classes, fractions, options.groupBy, options.seed);
}

function apportionRows(
  length: number,
  classes: readonly (readonly number[])[],
  fractions: readonly number[],
  seed: Seed,
): Uint32Array {
  const parts = new Uint32Array(length);
  const sizes = roundQuotas(
    classes.map((members) => members.length),
    fractions,
  );
  classes.forEach((members, c) => {
    const order = shuffled(members, rngOf(seed, 'rows').fork(c));
    let next = 0;
    (sizes[c] as readonly number[]).forEach((size, part) => {
      for (const index of order.slice(next, next + size)) parts[index] = part;
      next += size;
    });
  });
  return parts;
}

/** How many rows of each class each part gets: the quota rounded down or up, the parts as near to theirs as that allows. */
function roundQuotas(classSizes: readonly number[], fractions: readonly number[]): number[][] {
  const total = classSizes.reduce((sum, size) => sum + size, 0);
  const quotas = classSizes.map((size) => fractions.map((fraction) => clean(size * fraction)));
  const sizes = quotas.map((quota) => quota.map(Math.floor));
  const missing = fractions.map(
    (fraction, part) => total * fraction - sizes.reduce((sum, size) => sum + (size[part] as number), 0),
  );
  classSizes.forEach((classSize, c) => {
    const quota = quotas[c] as number[];
    const size = sizes[c] as number[];
    const left = classSize - size.reduce((sum, count) => sum + count, 0);
    const remainder = (part: number) => (quota[part] as number) - (size[part] as number);
    const takers = fractions
      .map((_, part) => part)
      .filter((part) => remainder(part) > 0)
      .sort((a, b) => (missing[b] as number) - (missing[a] as number) || remainder(b) - remainder(a) || a - b)
      .slice(0, left);
    for (const part of takers) {
      size[part] = (size[part] as number) + 1;
      missing[part] = (missing[part] as number) - 1;
    }
  });
  return sizes;
}

/** A quota without the rounding error that would turn 8 into 7.999…. */
function clean(quota: number): number {
  const whole = Math.round(quota);
  return Math.abs(quota - whole) < 1e-9 * Math.max(1, whole) ? whole : quota;
}

interface Group {
  readonly members: readonly number[];
  /** Rows of each class. */
  readonly counts: ReadonlyMap<number, number>;
}

function apportionGroups<Row>(
  rows: Rows<Row>,
  classes: readonly (readonly number[])[],
  fractions: readonly number[],
  groupBy: By<Row>,
  seed: Seed,
): Uint32Array {
  const classOf = new Uint32Array(rows.length);
  classes.forEach((members, c) => {
    for (const index of members) classOf[index] = c;
  });
  const groups = Array.from(classesOf(rows, groupBy).values(), (members): Group => {
    const counts = new Map<number, number>();
    for (const index of members) {
      const c = classOf[index] as number;
      counts.set(c, (counts.get(c) ?? 0) + 1);
    }
    return { members, counts };
  });
  const missing = fractions.map((fraction) => classes.map((members) => members.length * fraction));
  const parts = new Uint32Array(rows.length);
  const order = shuffled(groups, rngOf(seed, 'groups')).sort((a, b) => b.members.length - a.members.length);
  for (const { members, counts } of order) {
    const need = (part: number) => {
      let sum = 0;
      for (const [c, count] of counts)
        sum += (count * (missing[part]?.[c] as number)) / (classes[c] as readonly number[]).length;
      return sum;
    };
    const needs = fractions.map((_, part) => need(part));
    const part = needs.indexOf(Math.max(...needs));
    for (const index of members) parts[index] = part;
    const left = missing[part] as number[];
    for (const [c, count] of counts) left[c] = (left[c] as number) - count;
  }
  return parts;
}

/** The indices of each part's rows, in the order of the rows. */
export function indicesOf(parts: Uint32Array, count: number): readonly (readonly number[])[] {
  const indices = Array.from({ length: count }, (): number[] => []);
  parts.forEach((part, index) => {
    indices[part]?.push(index);
  });
  return indices;
}
