import { TomoniError } from '@tomoni/spec';
import { listed, nearest, quoted } from './wording.js';

/** What a class is called. */
export type ClassName = string | number;

/** The classes that a head tells apart, in the order of its outputs. */
export interface Inventory<Name extends ClassName> {
  readonly names: readonly Name[];
  /** Index of a class, −1 where it is not known. */
  indexOf(name: unknown): number;
  /** Says in one sentence what is wrong with the name of a class, `undefined` where nothing is. */
  check(name: unknown): string | undefined;
}

/** The inventory of the given names. `noun` is what they are called in sentences, such as `label`. */
export function inventory<Name extends ClassName>(names: readonly Name[], noun: string): Inventory<Name> {
  const indices = new Map<unknown, number>(names.map((name, index) => [name, index]));
  return {
    names,
    indexOf: (name) => indices.get(name) ?? -1,
    check(name) {
      if (indices.has(name)) return undefined;
      const malformed = checkName(name, noun);
      if (malformed !== undefined) return malformed;
      const meant = nearest(name, names);
      const hint = meant === undefined ? '' : `; did you mean ${quoted(meant)}?`;
      return `The ${noun} ${quoted(name)} is not one of ${listed(names)}${hint || '.'}`;
    },
  };
}

/** Says in one sentence why a value cannot name a class, `undefined` where it can. */
export function checkName(name: unknown, noun = 'label'): string | undefined {
  if (typeof name === 'string') return name === '' ? `The ${noun} is an empty text.` : undefined;
  if (typeof name === 'number')
    return Number.isFinite(name) ? undefined : `The ${noun} ${name} is not a finite number.`;
  return `The ${noun} ${quoted(name)} is neither a text nor a number.`;
}

/**
 * Checks names that a user listed.
 *
 * @throws TomoniError `invalid-argument` where there are fewer than `least`, two are alike, or one cannot name a class
 */
export function requireNames(names: readonly ClassName[], noun: string, least: number): void {
  const refuse = (what: string, remedy: string) => {
    throw new TomoniError({ code: 'invalid-argument', what, remedy });
  };
  if (names.length < least)
    refuse(
      `The head is given ${names.length} ${noun}${names.length === 1 ? '' : 's'} and needs at least ${least}.`,
      `List every ${noun} that the data holds.`,
    );
  const seen = new Set<string>();
  for (const name of names) {
    const malformed = checkName(name, noun);
    if (malformed !== undefined) refuse(malformed, `Name each ${noun} by a text or a number.`);
    if (seen.has(String(name)))
      refuse(`The ${noun} ${quoted(name)} is listed twice.`, `List each ${noun} once.`);
    seen.add(String(name));
  }
}

/**
 * The different names among those of the training part: numbers ascending, then texts by code unit.
 *
 * @throws TomoniError `invalid-data` where a number and a text look alike, such as 1 and '1'
 */
export function learnNames<Name extends ClassName>(names: Iterable<Name>, noun: string): readonly Name[] {
  const different = [...new Set(names)].sort(inOrder);
  const twin = different.find(
    (name) => typeof name === 'string' && different.some((other) => `${other}` === name && other !== name),
  );
  if (twin !== undefined)
    throw new TomoniError({
      code: 'invalid-data',
      what: `The ${noun} ${quoted(twin)} stands in the data both as a text and as a number.`,
      remedy: 'Read the column as one type.',
    });
  return different;
}

function inOrder(a: ClassName, b: ClassName): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : 1;
}
