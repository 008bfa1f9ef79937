import { createRng } from '@tomoni/spec';

/** Hash functions, hence the length of a signature. */
export const signatureLength = 128;

/** Multipliers (odd) and addends of the hash functions `a·x + b mod 2³²`, fixed once and for all. */
const multipliers = createRng(0)
  .fork('min-hash', 'a')
  .bits(new Uint32Array(signatureLength))
  .map((a) => a | 1);
const addends = createRng(0).fork('min-hash', 'b').bits(new Uint32Array(signatureLength));

/**
 * The signature of a set: per hash function the smallest value of its members. Two signatures agree at each place
 * with the probability of the sets' Jaccard similarity.
 *
 * Source: Broder, "On the resemblance and containment of documents", SEQUENCES 1997.
 */
export function minHash(shingles: ReadonlySet<string>): Uint32Array {
  const signature = new Uint32Array(signatureLength).fill(0xffffffff);
  for (const shingle of shingles) {
    const x = hash(shingle);
    for (let i = 0; i < signatureLength; i++) {
      const value = finish(Math.imul(multipliers[i] as number, x) + (addends[i] as number));
      if (value < (signature[i] as number)) signature[i] = value;
    }
  }
  return signature;
}

/** FNV-1a over UTF-16 code units, mixed by {@link finish}. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return finish(value);
}

/** Half of MurmurHash3's finalizer: spreads the bits of a word over all of it. */
function finish(value: number): number {
  const spread = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (spread ^ (spread >>> 13)) >>> 0;
}

/** One word for each band of a signature: equal bands have equal words. */
export function bandWords(signature: Uint32Array, { bands, rows }: Banding): Uint32Array {
  return Uint32Array.from({ length: bands }, (_, band) => {
    let word = band;
    for (let i = band * rows; i < (band + 1) * rows; i++) word = finish(word ^ (signature[i] as number)) + i;
    return word;
  });
}

/** How a signature is cut into bands for locality-sensitive hashing. */
export interface Banding {
  readonly bands: number;
  /** Values per band. */
  readonly rows: number;
}

/**
 * The longest bands with which two sets of the given similarity agree on at least one whole band with a
 * probability of 0.999.
 *
 * Source: Leskovec, Rajaraman and Ullman, "Mining of massive datasets", 3.4.
 */
export function bandingFor(threshold: number): Banding {
  let rows = 1;
  while (rows < signatureLength && foundWith(threshold, rows * 2) >= 0.999) rows *= 2;
  return { bands: signatureLength / rows, rows };
}

function foundWith(similarity: number, rows: number): number {
  return 1 - (1 - similarity ** rows) ** (signatureLength / rows);
}
