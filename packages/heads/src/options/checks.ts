import { TomoniError } from '@tomoni/spec';

/** @throws TomoniError `invalid-argument` where the label smoothing is not in [0, 1) */
export function requireSmoothing(value: number): void {
  requireOption(value >= 0 && value < 1, `The label smoothing ${value} is not in [0, 1).`);
}

/** @throws TomoniError `invalid-argument` where the threshold is not in [0, 1] */
export function requireThreshold(value: number): void {
  requireOption(isProbability(value), `The threshold ${value} is not a probability in [0, 1].`);
}

/** Whether a number is in [0, 1]. */
export function isProbability(value: number): boolean {
  return value >= 0 && value <= 1;
}

/** @throws TomoniError `invalid-argument` where the number is not a positive integer */
export function requirePositiveInteger(value: number, what: string): void {
  requireOption(Number.isInteger(value) && value > 0, `The ${what} ${value} is not a positive integer.`);
}

/** @throws TomoniError `invalid-argument` where the value is none of the choices */
export function requireChoice<Choice extends string>(
  value: Choice,
  choices: readonly Choice[],
  what: string,
): void {
  const listed = choices.map((choice) => `'${choice}'`).join(', ');
  requireOption(choices.includes(value), `The ${what} '${value}' is none of ${listed}.`);
}

/** @throws TomoniError `invalid-argument` with the sentence where there is one */
export function refuseOption(sentence: string | undefined): void {
  if (sentence !== undefined) throw new TomoniError({ code: 'invalid-argument', what: sentence });
}

/** @throws TomoniError `invalid-argument` with the sentence where the condition does not hold */
export function requireOption(holds: boolean, what: string): void {
  refuseOption(holds ? undefined : what);
}
