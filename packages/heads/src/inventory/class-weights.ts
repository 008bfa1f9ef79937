import { TomoniError } from '@tomoni/spec';
import { refuseOption, requireOption } from '../options/checks.js';
import { type ClassName, inventory } from './inventory.js';
import { quoted } from './wording.js';

/** A number for some of the classes, by name. */
export type PerClass<Name extends ClassName> = { readonly [N in Name]?: number };

/**
 * How much each class counts in the loss, by name; 1 where it is not named. `balanced` gives class `c` the weight
 * `n / (K nᴄ)`, with `n` labelled items, `K` classes and `nᴄ` items of the class, as scikit-learn does.
 */
export type ClassWeights<Name extends ClassName> = 'balanced' | PerClass<Name>;

/**
 * A number for every class, in order: the one given for it, or `otherwise`.
 *
 * @throws TomoniError `invalid-argument` where a name is not known or a number is not in range
 */
export function perClass(
  given: Readonly<Record<string, number | undefined>>,
  names: readonly ClassName[],
  otherwise: number,
  { noun, what, inRange }: { noun: string; what: string; inRange: (value: number) => boolean },
): number[] {
  const known = inventory(names.map(String), noun);
  for (const [name, value] of Object.entries(given)) {
    refuseOption(known.check(name));
    const usable = value === undefined || inRange(value);
    requireOption(usable, `The ${what} ${value} of the ${noun} ${quoted(name)} is out of range.`);
  }
  return names.map((name) => (Object.hasOwn(given, name) ? given[name] : undefined) ?? otherwise);
}

/**
 * The weight of every class, in order.
 *
 * @param counts how often each class stands in the training part
 * @throws TomoniError `invalid-argument` where a name is not known or a weight is negative or not finite, `invalid-data` where a class without an example is to be balanced
 */
export function classWeights(
  given: ClassWeights<ClassName> | undefined,
  names: readonly ClassName[],
  counts: readonly number[],
): number[] {
  if (given !== 'balanced')
    return perClass(given ?? {}, names, 1, { noun: 'label', what: 'class weight', inRange: isWeight });
  const total = counts.reduce((sum, count) => sum + count, 0);
  return names.map((name, index) => {
    const count = counts[index] as number;
    if (count === 0)
      throw new TomoniError({
        code: 'invalid-data',
        what: `The label ${quoted(name)} has no row in the training part, so no weight balances it.`,
        remedy: 'Leave it out of the labels, or give the class weights by name.',
      });
    return total / (names.length * count);
  });
}

/** Whether a number can weigh a class. */
export function isWeight(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
