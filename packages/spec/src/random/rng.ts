/**
 * A source of random numbers whose draws are a function of its seed and its path alone.
 *
 * A generator is split, never shared: `rng.fork('dropout', step, layer)` is independent of `rng` and of every
 * other path, and gives the same numbers whatever was drawn elsewhere before. Nothing of it has to be saved to
 * resume a run.
 */
export interface Rng {
  /** The generator of a named place below this one. */
  fork(...path: readonly (string | number)[]): Rng;
  /** Uniform in [0, 1), a multiple of 2⁻³². */
  uniform(): number;
  /** Uniform over the integers 0 … `bound` − 1; `bound` is at most 2³². */
  integer(bound: number): number;
  /** Standard normal. */
  normal(): number;
  /** Fills the array with uniform bits. */
  bits(out: Uint32Array): Uint32Array;
  /** A random order of 0 … `length` − 1. */
  permutation(length: number): Uint32Array;
}
