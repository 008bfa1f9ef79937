import { type LabelGenerator, type MaskedTokens, requireKnownOptions } from '@tomoni/spec';
import { chooseEach } from './choose-each.js';
import { type Corruption, type CorruptionOptions, corruption } from './corruption.js';
import { maskingGenerator, requireRate } from './masking-generator.js';

/** Options of {@link randomMasking}. */
export interface RandomMaskingOptions extends CorruptionOptions {
  /** Probability, in (0, 1], with which each token is chosen. Default 0.15. */
  readonly rate?: number;
}

/**
 * Labels for masked language modelling: tokens chosen at random, most of them masked, which a model is asked to restore.
 *
 * Each maskable token is chosen on its own with probability `rate`; where that chooses none of a text's `n` maskable
 * tokens, one is taken at random, so that on average `rate + (1 − rate)ⁿ / n` of them are chosen. Of the chosen, the
 * share `mask` becomes the mask token, the share `random` a random token, and the rest stays. Special tokens, those that
 * stand in the text too, are neither chosen nor put in. A text without a maskable token has an empty label. Drawn anew
 * in each epoch.
 *
 * Source: Devlin et al., "BERT: pre-training of deep bidirectional transformers", NAACL 2019 (which fixes the number of
 * chosen tokens; the choice token by token is that of Hugging Face's collator and of masking by probabilities).
 *
 * @throws TomoniError `invalid-argument` where a rate or share is out of range; `fit` and `restore`, where the encoder has no mask token
 *
 * @example
 * ```ts
 * import { randomMasking } from '@tomoni/labels';
 *
 * const masking = randomMasking({ rate: 0.3, mask: 1, random: 0 });
 * console.log(masking.kind); // random-masking
 * ```
 */
export function randomMasking(options: RandomMaskingOptions = {}): LabelGenerator<MaskedTokens> {
  requireKnownOptions('randomMasking()', options, ['rate', 'mask', 'random']);
  return maskingGenerator({
    kind: 'random-masking',
    settings: checkedSettings(options),
    check: checkedSettings,
    choose:
      ({ rate }) =>
      (_, maskable, rng) =>
        chooseEach(
          maskable.map((position) => [position]),
          () => rate,
          rng,
        ),
  });
}

type Settings = Corruption & { readonly rate: number };

function checkedSettings({ rate = 0.15, ...shares }: RandomMaskingOptions): Settings {
  requireRate(rate);
  return { rate, ...corruption(shares) };
}
