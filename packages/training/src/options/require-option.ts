import { TomoniError } from '@tomoni/spec';

/** Throws where an option is out of its range: `of` names whose option it is, `range` says what it must be. */
export function requireOption(of: string, name: string, value: number, holds: boolean, range: string): void {
  if (holds) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The option '${name}' of ${of} is ${value}; it must be ${range}.`,
  });
}
