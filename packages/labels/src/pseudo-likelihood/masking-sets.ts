import type { Encoding } from '@tomoni/spec';
import { wordsOf } from '../masking/words.js';

/**
 * What is masked while a token is scored: `original` that token alone, `whole-word` all tokens of its word, `word-l2r` the
 * token and the later ones of its word, `global-l2r` the token and all later ones.
 */
export type PseudoLikelihoodVariant = 'original' | 'whole-word' | 'word-l2r' | 'global-l2r';

/** One masked copy of a text and the tokens that are scored on it. */
export interface MaskingSet {
  /** Tokens that are masked, ascending. */
  readonly masked: readonly number[];
  /** Tokens that are scored, ascending; all of them are masked. */
  readonly targets: readonly number[];
}

/** The names of all variants. */
export const variants: readonly PseudoLikelihoodVariant[] = [
  'original',
  'whole-word',
  'word-l2r',
  'global-l2r',
];

/**
 * The masked copies that a text is scored on, each scored token on exactly one.
 *
 * Special tokens that the template added are neither masked nor scored. In a window of a long text, the tokens that it
 * answers for are scored.
 *
 * Source: Salazar et al., "Masked language model scoring", ACL 2020 (`original`); Kauf and Ivanova, "A better way to do
 * masked language model scoring", ACL 2023 (the others).
 *
 * @example
 * ```ts
 * import { maskingSets } from '@tomoni/labels';
 * import type { Encoder } from '@tomoni/spec';
 *
 * function show(encoder: Encoder, text: string) {
 *   for (const encoding of encoder.encode(text))
 *     for (const { masked, targets } of maskingSets(encoding, 'word-l2r')) console.log(masked, targets);
 * }
 * ```
 */
export function maskingSets(encoding: Encoding, variant: PseudoLikelihoodVariant): MaskingSet[] {
  const { special, window } = encoding;
  const tokens = Array.from(special.keys()).filter((token) => special[token] === 0);
  const isTarget = (token: number) => window?.owned[token] !== 0;
  const words = () => wordsOf(encoding, tokens);
  switch (variant) {
    case 'original':
      return tokens.filter(isTarget).map((token) => ({ masked: [token], targets: [token] }));
    case 'whole-word':
      return words()
        .map((word) => ({ masked: word, targets: word.filter(isTarget) }))
        .filter(({ targets }) => targets.length > 0);
    case 'word-l2r':
      return words().flatMap((word) => leftToRight(word, isTarget));
    case 'global-l2r':
      return leftToRight(tokens, isTarget);
  }
}

/** Each target with all that follows it among the tokens. */
function leftToRight(tokens: readonly number[], isTarget: (token: number) => boolean): MaskingSet[] {
  return tokens.flatMap((token, i) =>
    isTarget(token) ? [{ masked: tokens.slice(i), targets: [token] }] : [],
  );
}
