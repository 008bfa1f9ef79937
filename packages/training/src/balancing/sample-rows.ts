import type { Rng } from '@tomoni/spec';

/**
 * So many of the numbers 0 … `total` − 1, each at most once, every selection being equally likely; all of them where there
 * are no more.
 *
 * Source: Floyd's algorithm, in Bentley, "Programming pearls: a sample of brilliance", Communications of the ACM 30, 1987.
 */
export function sampleRows(total: number, count: number, rng: Rng): Uint32Array {
  const drawn = new Set<number>();
  for (let bound = Math.max(0, total - count); bound < total; bound++) {
    const candidate = rng.fork(bound).integer(bound + 1);
    drawn.add(drawn.has(candidate) ? bound : candidate);
  }
  return Uint32Array.from(drawn);
}
