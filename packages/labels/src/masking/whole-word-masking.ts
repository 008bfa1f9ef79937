import { type LabelGenerator, type MaskedTokens, requireKnownOptions } from '@tomoni/spec';
import { chooseEach } from './choose-each.js';
import { type Corruption, type CorruptionOptions, corruption } from './corruption.js';
import { maskingGenerator, requireRate } from './masking-generator.js';
import { wordsOf } from './words.js';

/** Options of {@link wholeWordMasking}. */
export interface WholeWordMaskingOptions extends CorruptionOptions {
  /** Probability, in (0, 1], with which each word is chosen. Default 0.15. */
  readonly rate?: number;
}

/**
 * Labels for masked language modelling in which a word is chosen with all of its tokens or not at all.
 *
 * Each word is chosen on its own with probability `rate`, one at random where that chooses none; each of its tokens is
 * then masked, replaced or kept on its own, as with BERT. Words are those of the tokenizer.
 *
 * Source: Devlin et al., whole word masking, release notes of BERT, 2019.
 *
 * @throws TomoniError `invalid-argument` where a rate or share is out of range; `fit` and `restore`, where the encoder has no mask token
 *
 * @example
 * ```ts
 * import { wholeWordMasking } from '@tomoni/labels';
 *
 * console.log(wholeWordMasking({ rate: 0.2 }).kind); // whole-word-masking
 * ```
 */
export function wholeWordMasking(options: WholeWordMaskingOptions = {}): LabelGenerator<MaskedTokens> {
  requireKnownOptions('wholeWordMasking()', options, ['rate', 'mask', 'random']);
  return maskingGenerator({
    kind: 'whole-word-masking',
    settings: checkedSettings(options),
    check: checkedSettings,
    choose:
      ({ rate }) =>
      (encoding, maskable, rng) =>
        chooseEach(wordsOf(encoding, maskable), () => rate, rng)
          .flat()
          .map((position) => [position]),
  });
}

function checkedSettings({
  rate = 0.15,
  ...shares
}: WholeWordMaskingOptions): Corruption & { readonly rate: number } {
  requireRate(rate);
  return { rate, ...corruption(shares) };
}
