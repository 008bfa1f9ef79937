import { TomoniError } from '@tomoni/spec';

/** How often each arm is run. */
export interface Repetitions {
  /** Seeds: a number of them, counted from 1, or the seeds themselves. */
  readonly seeds?: number | readonly number[];
  /** Folds of a cross validation, counted from 0: a number of them, or the folds themselves. Default: none. */
  readonly folds?: number | readonly number[];
}

/** One run of an arm. */
export interface Repetition {
  readonly seed: number;
  readonly fold?: number;
}

/** All runs of an arm: fold by fold, and within a fold seed by seed. */
export function repetitionsOf({ seeds = 1, folds }: Repetitions): Repetition[] {
  const allSeeds = listed('seeds', seeds, 1);
  if (folds === undefined) return allSeeds.map((seed) => ({ seed }));
  return listed('folds', folds, 0).flatMap((fold) => allSeeds.map((seed) => ({ seed, fold })));
}

function listed(what: string, value: number | readonly number[], first: number): readonly number[] {
  const list =
    typeof value === 'number' && Number.isSafeInteger(value) && value > 0
      ? Array.from({ length: value }, (_, i) => first + i)
      : value;
  if (typeof list !== 'number' && list.length > 0 && new Set(list).size === list.length) return list;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The ${what} are ${JSON.stringify(value)}.`,
    remedy: 'Give a number from 1 on, or a list of different ones.',
  });
}
