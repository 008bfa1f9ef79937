import type { Rng } from '@tomoni/spec';

/** Number of ways to choose `size` of `count` things; exact up to 2⁵³. */
export function subsetCount(count: number, size: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(size, count - size) && ways < Number.MAX_SAFE_INTEGER; i++)
    ways = Math.round((ways * (count - i + 1)) / i);
  return ways;
}

/** Number of ways to give signs to `count` things. */
export function signCount(count: number): number {
  return 2 ** count;
}

/** All ways to choose `size` of the indices below `count`, in lexicographic order; the array is used again. */
export function* allSubsets(count: number, size: number): Generator<Uint32Array> {
  const subset = Uint32Array.from({ length: size }, (_, i) => i);
  for (;;) {
    yield subset;
    let place = size - 1;
    while (place >= 0 && subset[place] === count - size + place) place--;
    if (place < 0) return;
    let next = (subset[place] as number) + 1;
    while (place < size) subset[place++] = next++;
  }
}

/** The first `size` indices, and then random choices: `resamples` of them. */
export function* randomSubsets(
  count: number,
  size: number,
  resamples: number,
  rng: Rng,
): Generator<Uint32Array> {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const subset = order.subarray(0, size);
  yield subset;
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < size; i++) {
      const j = i + rng.integer(count - i);
      const held = order[i] as number;
      order[i] = order[j] as number;
      order[j] = held;
    }
    yield subset;
  }
}

/** All ways to flip signs, 1 where flipped, beginning with none; the array is used again. */
export function* allSigns(count: number): Generator<Uint8Array> {
  const flips = new Uint8Array(count);
  for (let pattern = 0; pattern < 2 ** count; pattern++) {
    for (let i = 0; i < count; i++) flips[i] = (pattern >>> i) & 1;
    yield flips;
  }
}

/** No sign flipped, and then random flips: `resamples` of them. */
export function* randomSigns(count: number, resamples: number, rng: Rng): Generator<Uint8Array> {
  const flips = new Uint8Array(count);
  yield flips;
  const words = new Uint32Array(Math.ceil(count / 32));
  for (let r = 0; r < resamples; r++) {
    rng.bits(words);
    for (let i = 0; i < count; i++) flips[i] = ((words[i >>> 5] as number) >>> (i & 31)) & 1;
    yield flips;
  }
}
