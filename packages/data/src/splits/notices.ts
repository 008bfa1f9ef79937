import { type Rows, TomoniError } from '@tomoni/spec';
import { count } from '../sentences/count.js';
import type { SplitOptions } from './apportion.js';
import { classesOf, className } from './classes.js';

/** A part to be: its name and its share of the rows. */
export interface PartOutline {
  readonly name: string;
  readonly share: number;
  readonly indices: readonly number[];
}

/** @throws TomoniError `invalid-data` where a part has no rows */
export function refuseEmptyParts(rows: Rows<unknown>, parts: readonly PartOutline[], grouped: boolean): void {
  const empty = parts.find(({ indices }) => indices.length === 0);
  if (empty === undefined) return;
  throw new TomoniError({
    code: 'invalid-data',
    what: `${rows.length} rows${grouped ? ' in their groups' : ''} are too few for ${parts.length} parts: '${empty.name}' would be empty.`,
    remedy: 'Give more rows, fewer parts, or other shares.',
  });
}

/** Sentences on what the rows did not allow: classes missing from a part, groups too large, sizes off their shares. */
export function noticesOn<Row>(
  rows: Rows<Row>,
  parts: readonly PartOutline[],
  options: SplitOptions<Row>,
): readonly string[] {
  return [
    ...(options.stratifyBy === undefined ? [] : missingClasses(classesOf(rows, options.stratifyBy), parts)),
    ...(options.groupBy === undefined
      ? []
      : largeGroups(classesOf(rows, options.groupBy), rows.length, parts)),
  ];
}

function missingClasses(
  classes: ReadonlyMap<unknown, readonly number[]>,
  parts: readonly PartOutline[],
): readonly string[] {
  const sets = parts.map(({ name, indices }) => ({ name, indices: new Set(indices) }));
  return [...classes].flatMap(([value, members]) => {
    const without = sets.filter(({ indices }) => !members.some((index) => indices.has(index)));
    if (without.length === 0) return [];
    const names = without.map(({ name }) => `'${name}'`).join(', ');
    return [
      `The class ${className(value)} has ${count(members.length, 'row')} and is missing from ${names}.`,
    ];
  });
}

function largeGroups(
  groups: ReadonlyMap<unknown, readonly number[]>,
  total: number,
  parts: readonly PartOutline[],
): readonly string[] {
  const sum = parts.reduce((shares, { share }) => shares + share, 0);
  const smallest = Math.min(...parts.map(({ share }) => (share / sum) * total));
  const tooLarge = [...groups]
    .filter(([, members]) => members.length > Math.ceil(smallest))
    .map(
      ([value, members]) =>
        `The group ${className(value)} has ${count(members.length, 'row')}, more than the ${format(smallest)} of the smallest part.`,
    );
  const off = parts
    .filter(
      ({ share, indices }) =>
        Math.abs(indices.length - (share / sum) * total) > Math.max(1, 0.1 * (share / sum) * total),
    )
    .map(
      ({ name, share, indices }) =>
        `The part '${name}' has ${count(indices.length, 'row')} in place of ${format((share / sum) * total)}, because groups are kept whole.`,
    );
  return [...tooLarge, ...off];
}

function format(quota: number): string {
  return String(Math.round(quota * 10) / 10);
}
