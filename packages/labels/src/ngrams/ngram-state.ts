import { type Json, type JsonObject, TomoniError, type Vocabulary } from '@tomoni/spec';
import { readSavedGenerator } from '../saved/saved-generator.js';
import type { Merge } from './learn-merges.js';
import type { NgramScheme, SharedNgrams } from './schemes.js';

export const kind = 'token-ngrams';

/** How n-grams are found in a text: by making the merges again, or by taking the longest one at each place. */
export type NgramMatching = 'replay' | 'longest';

/** Everything that a fitted generator of n-grams knows, as plain data. */
export interface NgramState {
  readonly kind: typeof kind;
  readonly scheme: NgramScheme;
  readonly shared: SharedNgrams;
  readonly match: NgramMatching;
  readonly minClassCount: number;
  readonly classes: readonly string[];
  readonly merges: readonly Merge[];
  readonly stopped: 'merges' | 'min-count';
  /** Per n-gram: how often it was labelled in the training part, in all. */
  readonly counts: readonly number[];
  /** Per n-gram: how often in the texts of each class, pairs of class and count. */
  readonly classCounts: readonly (readonly (readonly [number, number])[])[];
  /** The tokens of the n-grams as strings, by vocabulary index. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Class of each training text by its name, where the scheme asks for it; −1 where equal texts have different ones. */
  readonly documents: Readonly<Record<string, number>>;
  /** Tokens of the training part, and how many of them lie in an n-gram. */
  readonly coverage: { readonly tokens: number; readonly inside: number };
}

/** @throws TomoniError `mismatch` where it is of another kind or vocabulary */
export function readState(saved: Json, vocabulary: Vocabulary | undefined): NgramState {
  const state = readSavedGenerator<NgramState>(kind, saved, isState);
  for (const [id, token] of Object.entries(state.tokens)) {
    const found = vocabulary?.tokenOf(Number(id));
    if (vocabulary === undefined || found === token) continue;
    throw new TomoniError({
      code: 'mismatch',
      what: `Token ${id} of the saved n-grams is '${token}', but '${found ?? 'nothing'}' in the encoder's vocabulary.`,
      remedy: 'Load them with the encoder that they were learnt with.',
    });
  }
  return state;
}

function isState(state: JsonObject): boolean {
  const lists = ['classes', 'merges', 'counts', 'classCounts'];
  const objects = ['tokens', 'documents', 'coverage'];
  return (
    lists.every((name) => Array.isArray(state[name])) &&
    objects.every((name) => typeof state[name] === 'object' && state[name] !== null) &&
    typeof state.minClassCount === 'number'
  );
}
