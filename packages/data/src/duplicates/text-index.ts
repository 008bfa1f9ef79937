import { TomoniError } from '@tomoni/spec';
import type { Normalizer } from '../normalization/normalizer.js';
import { rankShingles } from './shingles.js';

/** When two texts count as the same. */
export interface SimilarityOptions {
  /** Applied to both texts before they are compared. Default: none. */
  readonly normalize?: Normalizer;
  /**
   * Jaccard similarity of their character n-grams, above 0 and at most 1, from which two texts are the same.
   * Default: 1, which looks for equal texts alone and costs next to nothing.
   *
   * Below 1 every such pair is found, none is missed: a text is compared with those that share some of its rarest
   * n-grams. That takes 4 bytes per n-gram of each text, and a time that grows with the square of the number of
   * texts, the faster the lower the threshold and the shorter the n-grams.
   */
  readonly threshold?: number;
  /** Length of the n-grams in characters (code points). Default: 3, for short Japanese texts; 5 suits long English ones and is faster. */
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
  /** Its n-grams as numbers, the rarest first; none where equal texts alone are looked for. */
  readonly shingles: Uint32Array;
}

/** Makes all texts that are to be compared with one another ready. */
export function prepareTexts(texts: readonly string[], options: SimilarityOptions): readonly PreparedText[] {
  const { normalize, threshold, shingle } = withDefaults(options);
  const normalized = texts.map(normalize);
  const none = new Uint32Array();
  const shingles = threshold === 1 ? [] : rankShingles(normalized, shingle);
  return normalized.map((text, index) => ({ text, shingles: shingles[index] ?? none }));
}

/** A text in the index that has a certain n-gram among its rarest. */
interface Holder {
  readonly id: number;
  /** Place of the n-gram among those of the text. */
  readonly place: number;
}

/**
 * Finds texts that are the same as others.
 *
 * Two sets of Jaccard similarity t share at least t of the larger one; so if both are put into one order, they
 * share one of the first `size − ⌈t · size⌉ + 1` members, and it is enough to index those. The rarest come first,
 * and a text is passed over as soon as what the two can still share is too little.
 *
 * Source: Xiao, Wang, Lin and Yu, "Efficient similarity joins for near duplicate detection", WWW 2008.
 */
export class TextIndex {
  readonly #threshold: number;
  readonly #equal = new Map<string, number>();
  readonly #shingles = new Map<number, Uint32Array>();
  readonly #holders = new Map<number, Holder[]>();

  constructor(options: SimilarityOptions) {
    this.#threshold = withDefaults(options).threshold;
  }

  /** The text that is the same: the first equal one, or else the most similar, the first of several. */
  find({ text, shingles }: PreparedText): Match | undefined {
    const equal = this.#equal.get(text);
    if (equal !== undefined) return { id: equal, similarity: 1 };
    let best: Match | undefined;
    for (const id of this.#candidates(shingles)) {
      const other = this.#shingles.get(id) as Uint32Array;
      const shared = countShared(shingles, other, this.#leastShared(shingles.length, other.length));
      const match = { id, similarity: shared / (shingles.length + other.length - shared) };
      if (match.similarity >= this.#threshold && isBetter(match, best)) best = match;
    }
    return best;
  }

  /** Adds a text, unless an equal one is there. */
  add({ text, shingles }: PreparedText, id: number): void {
    if (this.#equal.has(text)) return;
    this.#equal.set(text, id);
    this.#shingles.set(id, shingles);
    this.#prefix(shingles).forEach((shingle, place) => {
      const holders = this.#holders.get(shingle);
      if (holders === undefined) this.#holders.set(shingle, [{ id, place }]);
      else holders.push({ id, place });
    });
  }

  /** The texts that may share enough, judged by the rarest n-grams of both. */
  #candidates(shingles: Uint32Array): readonly number[] {
    const shared = new Map<number, number>();
    this.#prefix(shingles).forEach((shingle, place) => {
      for (const holder of this.#holders.get(shingle) ?? []) {
        const before = shared.get(holder.id) ?? 0;
        if (before < 0) continue;
        const size = (this.#shingles.get(holder.id) as Uint32Array).length;
        const possible = before + Math.min(shingles.length - place, size - holder.place);
        const isEnough = possible >= this.#leastShared(shingles.length, size);
        shared.set(holder.id, isEnough ? before + 1 : tooFew);
      }
    });
    return [...shared].filter(([, count]) => count > 0).map(([id]) => id);
  }

  /** The first members, of which similar sets share one. */
  #prefix(shingles: Uint32Array): Uint32Array {
    const shared = Math.ceil(this.#threshold * shingles.length - rounding);
    return shingles.subarray(0, shingles.length - shared + 1);
  }

  /** How many members two sets share at least if their similarity is not below the threshold. */
  #leastShared(size: number, otherSize: number): number {
    return Math.ceil((this.#threshold / (1 + this.#threshold)) * (size + otherSize) - rounding);
  }
}

/** In place of a count: the two sets cannot share enough any more. */
const tooFew = -1;

/** Leaves room for rounding where a count is compared with a product. */
const rounding = 1e-6;

/** How many members two sets in ascending order share; too low a number where they share fewer than `least`. */
function countShared(a: Uint32Array, b: Uint32Array, least: number): number {
  let shared = 0;
  for (let i = 0, j = 0; shared + Math.min(a.length - i, b.length - j) >= least; ) {
    if (i === a.length || j === b.length) break;
    const x = a[i] as number;
    const y = b[j] as number;
    if (x === y) shared++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return shared;
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
