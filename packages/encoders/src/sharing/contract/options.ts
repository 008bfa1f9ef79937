import { TomoniError } from '@tomoni/spec';

/** The error of a way of sharing that cannot be. */
export function unfit(what: string, remedy: string, task?: string): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what,
    ...(task === undefined ? {} : { where: { task } }),
    remedy,
  });
}

/** @throws TomoniError `invalid-argument` where the value is not a whole number of at least `least` */
export function requireCount(value: number, what: string, least = 1): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw unfit(`${what} is ${value}.`, `Give a whole number of at least ${least}.`);
}

/** @throws TomoniError `invalid-argument` where there is no width, or one that is not a whole number of at least 1 */
export function requireWidths(widths: readonly number[] | undefined, what: string): void {
  if (widths === undefined) return;
  if (widths.length === 0) throw unfit(`${what} has no layer.`, 'Give the width of each layer.');
  for (const width of widths) requireCount(width, `A width of ${what}`);
}

/** @throws TomoniError `invalid-argument` where the value is not a finite number above 0 */
export function requirePositive(value: number, what: string): void {
  if (!(Number.isFinite(value) && value > 0)) throw unfit(`${what} is ${value}.`, 'Give a positive number.');
}

/** @throws TomoniError `invalid-argument` where the value is not in [0, 1) */
export function requireRate(value: number, what: string): void {
  if (!(value >= 0 && value < 1)) throw unfit(`${what} is ${value}.`, 'Give a rate from 0 to below 1.');
}
