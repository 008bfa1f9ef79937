/**
 * Keeps what frozen layers gave, text by text, so that it is computed once. One cache may serve several encoders: what
 * belongs to different frozen layers, weights or engines is kept apart by a fingerprint.
 */
export interface ActivationCache {
  /** The part of the cache that belongs to a fingerprint: a name of letters, digits and hyphens. */
  open(fingerprint: string): ActivationStore;
}

/** The part of an {@link ActivationCache} that belongs to one fingerprint. */
export interface ActivationStore {
  /** The values under a key; `undefined` where there are none (any more). */
  get(key: string): Float32Array | undefined;
  /** Keeps values that belong to the cache from then on; it may drop them, or others, at any time. Keys are short. */
  put(entries: ReadonlyMap<string, Float32Array>): void;
  /** Sentences that came up since the last call and that the owner of a run should know: each is given once. */
  takeNotices(): readonly string[];
}

/** How often something was found in a cache. */
export interface CacheCounts {
  /** Encodings whose frozen layers were found. */
  readonly hits: number;
  /** Encodings whose frozen layers had to be run. */
  readonly misses: number;
}
