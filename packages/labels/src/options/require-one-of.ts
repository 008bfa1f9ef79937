import { TomoniError } from '@tomoni/spec';

/** @throws TomoniError `invalid-argument` where the value of an option is not one that there is */
export function requireOneOf(name: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The option '${name}' is '${value}', not one of ${known.map((one) => `'${one}'`).join(', ')}.`,
    remedy: 'Give one of these.',
  });
}
