import { createRng, type Rng } from '@tomoni/spec';

/** What makes a random choice repeatable: a whole number, or a generator that is forked, never drawn from. */
export type Seed = number | Rng;

/** The generator for one purpose. */
export function rngOf(seed: Seed, purpose: string): Rng {
  return (typeof seed === 'number' ? createRng(seed) : seed).fork(purpose);
}

/** The items in a random order. */
export function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  return Array.from(rng.permutation(items.length), (index) => items[index] as T);
}
