import { TomoniError } from '@tomoni/spec';

/** What is wrong, and what to do about it. */
export interface Sentence {
  readonly what: string;
  readonly remedy: string;
}

/** The text of a sentence as a type: what the compiler shows where the same thing would fail at run time. */
export type TextOf<S extends Sentence> = `${S['what']} ${S['remedy']}`;

/** The error of a sentence. */
export function refuse(sentence: Sentence): never {
  throw new TomoniError({ code: 'invalid-argument', ...sentence });
}
