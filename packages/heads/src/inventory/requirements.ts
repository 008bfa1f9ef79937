import { TomoniError } from '@tomoni/spec';
import type { ClassName } from './inventory.js';
import { listed, quoted } from './wording.js';

/**
 * Checks that there is something to tell apart.
 *
 * @param counts how often each class stands in the training part
 * @throws TomoniError `invalid-data` where all labels of the training part are of one class
 */
export function requireSeveralClasses(names: readonly ClassName[], counts: readonly number[]): void {
  const present = names.filter((_, index) => (counts[index] as number) > 0);
  if (present.length < 2)
    throw new TomoniError({
      code: 'invalid-data',
      what: `All labels of the training part are ${quoted(present[0])}, so there is nothing to tell apart.`,
      remedy: 'Add rows of another class, or leave the task out.',
    });
}

/**
 * Checks that a saved head knows the classes that this one was given, if it was given any.
 *
 * @throws TomoniError `mismatch` where it does not
 */
export function requireSameNames(
  given: readonly ClassName[] | undefined,
  saved: readonly ClassName[],
  noun: string,
): void {
  if (given === undefined) return;
  if (given.length !== saved.length || given.some((name, index) => name !== saved[index]))
    throw new TomoniError({
      code: 'mismatch',
      what: `The saved head has the ${noun}s ${listed(saved)}, this one ${listed(given)}.`,
      remedy: `Give the same ${noun}s in the same order, or none.`,
    });
}
