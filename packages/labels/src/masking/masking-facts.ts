import type { Annotation, Encoding, JsonObject, MaskedTokens } from '@tomoni/spec';
import type { MaskVocabulary } from './mask-vocabulary.js';

/** What masking makes of the training part: for people alone. */
export type MaskingFacts = {
  readonly texts: number;
  /** Tokens of the texts, without those that the template adds. */
  readonly tokens: number;
  /** Tokens that one draw chose. */
  readonly labels: number;
};

/** Counts what one draw over the training part chose. */
export function maskingFacts(
  encodings: readonly Encoding[],
  drawn: readonly Annotation<MaskedTokens>[],
): MaskingFacts {
  return {
    texts: encodings.length,
    tokens: encodings.reduce((sum, { special }) => sum + special.filter((flag) => flag === 0).length, 0),
    labels: drawn.reduce((sum, { label }) => sum + label.positions.length, 0),
  };
}

/** The facts for people, with the tokens of the vocabulary that may be asked for. */
export function describeMasking(
  { texts, tokens, labels }: MaskingFacts,
  { vocabulary, reserved }: MaskVocabulary,
): JsonObject {
  return {
    vocabulary: vocabulary.size - reserved.size,
    texts,
    tokens,
    labels,
    coverage: tokens === 0 ? 0 : labels / tokens,
  };
}
