import { TomoniError } from '@tomoni/spec';
import type { Normalizer } from '../normalization/normalizer.js';
import { type Banding, bandingFor, bandWords, minHash } from './min-hash.js';
import { jaccard, shinglesOf } from './shingles.js';

/** When two texts count as the same. */
export interface SimilarityOptions {
  /** Applied to both texts before they are compared. Default: none. */
  readonly normalize?: Normalizer;
  /**
   * Jaccard similarity of their character n-grams, above 0 and at most 1, from which two texts are the same.
   * Default: 1, which finds equal texts alone.
   *
   * Below 1, texts are compared by MinHash with 128 hash functions and locality-sensitive hashing, and what that
   * proposes is verified: nothing dissimilar is reported, and a pair exactly at the threshold is missed with a
   * probability of at most 0.001. The cost is 128 hashes per character and 512 bytes per text beside its n-grams.
   */
  readonly threshold?: number;
  /** Length of the n-grams in characters (code points). Default: 3. */
  readonly shingle?: number;
}

/** A text in the index that a text is the same as. */
export interface Match {
  readonly id: number;
  /** Jaccard similarity; 1 for equal texts. */
  readonly similarity: number;
}

/** A text made ready to be compared. */
export interface PreparedText {
  readonly text: string;
  /** The words of its signature's bands; none where equal texts alone are looked for. */
  readonly bands: Uint32Array;
}

/** Finds texts that are the same as others. */
export class TextIndex {
  readonly #options: Required<SimilarityOptions>;
  readonly #banding: Banding;
  readonly #equal = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  readonly #buckets: readonly Map<number, number[]>[];

  constructor(options: SimilarityOptions) {
    this.#options = withDefaults(options);
    this.#banding = bandingFor(this.#options.threshold);
    this.#buckets = Array.from({ length: this.#banding.bands }, () => new Map());
  }

  /** The text that is the same: the first equal one, or else the most similar, the first of several. */
  find({ text, bands }: PreparedText): Match | undefined {
    const equal = this.#equal.get(text);
    if (equal !== undefined) return { id: equal, similarity: 1 };
    const candidates = this.#candidates(bands);
    if (candidates.size === 0) return undefined;
    const { threshold, shingle } = this.#options;
    const shingles = shinglesOf(text, shingle);
    let best: Match | undefined;
    for (const id of candidates) {
      const similarity = jaccard(shingles, shinglesOf(this.#texts.get(id) as string, shingle));
      if (similarity >= threshold && isBetter({ id, similarity }, best)) best = { id, similarity };
    }
    return best;
  }

  /** Adds a text, unless an equal one is there. */
  add({ text, bands }: PreparedText, id: number): void {
    if (this.#equal.has(text)) return;
    this.#equal.set(text, id);
    this.#texts.set(id, text);
    bands.forEach((word, band) => {
      const bucket = this.#buckets[band]?.get(word);
      if (bucket === undefined) this.#buckets[band]?.set(word, [id]);
      else bucket.push(id);
    });
  }

  #candidates(bands: Uint32Array): ReadonlySet<number> {
    const candidates = new Set<number>();
    bands.forEach((word, band) => {
      for (const id of this.#buckets[band]?.get(word) ?? []) candidates.add(id);
    });
    return candidates;
  }
}

/** Makes texts ready to be compared with the same options. */
export function textPreparer(options: SimilarityOptions): (text: string) => PreparedText {
  const { normalize, threshold, shingle } = withDefaults(options);
  const banding = bandingFor(threshold);
  return (raw) => {
    const text = normalize(raw);
    if (threshold === 1 || text === '') return { text, bands: new Uint32Array() };
    return { text, bands: bandWords(minHash(shinglesOf(text, shingle)), banding) };
  };
}

function isBetter(match: Match, best: Match | undefined): boolean {
  if (best === undefined || match.similarity > best.similarity) return true;
  return match.similarity === best.similarity && match.id < best.id;
}

function withDefaults(options: SimilarityOptions): Required<SimilarityOptions> {
  const { normalize = (text) => text, threshold = 1, shingle = 3 } = options;
  if (!(threshold > 0 && threshold <= 1) || !Number.isInteger(shingle) || shingle < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Texts cannot be compared with the threshold ${threshold} on n-grams of length ${shingle}.`,
      remedy: 'Give a threshold above 0 and at most 1, and a whole length from 1 up.',
    });
  return { normalize, threshold, shingle };
}
