import { TomoniError } from '@tomoni/spec';

/** Limits of a number: the least it may be, or what it must exceed, and likewise above. */
export interface Range {
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
}

/** @throws TomoniError `invalid-argument` where the option is not a finite number within the range */
export function checkOption(name: string, value: number, range: Range): void {
  const { from, above, to, below } = range;
  const isWithin =
    Number.isFinite(value) &&
    (from === undefined || value >= from) &&
    (above === undefined || value > above) &&
    (to === undefined || value <= to) &&
    (below === undefined || value < below);
  if (!isWithin)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The option '${name}' is ${value}.`,
      remedy: `Give a finite number${inWords(range)}.`,
    });
}

/** @throws TomoniError `invalid-argument` where the option is not a whole number of at least `from` */
export function checkCount(name: string, value: number, from: number): void {
  if (!(Number.isSafeInteger(value) && value >= from))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The option '${name}' is ${value}.`,
      remedy: `Give a whole number of at least ${from}.`,
    });
}

/** @throws TomoniError `invalid-argument` where the option is none of the choices */
export function checkChoice(name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The option '${name}' is '${value}'.`,
      remedy: `Give one of ${choices.map((choice) => `'${choice}'`).join(', ')}.`,
    });
}

function inWords({ from, above, to, below }: Range): string {
  const limits = [
    from === undefined ? '' : `of at least ${from}`,
    above === undefined ? '' : `greater than ${above}`,
    to === undefined ? '' : `of at most ${to}`,
    below === undefined ? '' : `less than ${below}`,
  ].filter((limit) => limit !== '');
  return limits.length === 0 ? '' : ` ${limits.join(' and ')}`;
}
