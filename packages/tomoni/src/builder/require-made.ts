import { refuse } from '../types/sentence.js';
import * as sentences from './sentences.js';

/**
 * Refuses what cannot be what a method takes, which the compiler finds only where there is one: a name in place of a
 * method, a function that was not called, a promise that was not awaited.
 *
 * @param member the function by which what it takes is known
 */
export function requireMade<Given extends object>(
  method: string,
  given: Given,
  member: keyof Given & string,
  example: string,
): void {
  const isMade = typeof given === 'object' && given !== null && typeof given[member] === 'function';
  if (!isMade) refuse(sentences.notMade(method, given, example));
}
