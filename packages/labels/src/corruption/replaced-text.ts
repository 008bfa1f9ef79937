import { type LabelGenerator, requireKnownOptions } from '@tomoni/spec';
import { maskVocabulary } from '../masking/mask-vocabulary.js';
import { requireRate } from '../masking/masking-generator.js';
import { detection } from './detection.js';
import type { InputTransform } from './legality.js';
import { hide, shares } from './transform.js';

/** Options of {@link replacedText}. */
export interface ReplacedTextOptions {
  /** Probability, in (0, 1], with which each token of an altered text is replaced. Default 0.15. */
  readonly rate?: number;
  /** Share of the texts, in (0, 1), that is altered. Default 0.5. */
  readonly altered?: number;
  /** What is done to altered texts: `replace` is the one legal transform. */
  readonly input?: InputTransform;
}

/**
 * Labels that say whether a text stands as it was written: in some texts a few tokens are replaced by random ones. Drawn
 * anew in each epoch. A text without a token that may be replaced stays `original`.
 *
 * Source: after Clark et al., "ELECTRA: pre-training text encoders as discriminators rather than generators", ICLR 2020, with
 * random tokens and one label per text.
 *
 * @throws TomoniError `invalid-argument` where a rate or share is out of range, or the input transform not a legal one; `fit`
 * and `restore`, where the encoder has no vocabulary to draw from
 *
 * @example
 * ```ts
 * import { replacedText } from '@tomoni/labels';
 *
 * console.log(replacedText({ rate: 0.2 }).altersInput); // true
 * ```
 */
export function replacedText(options: ReplacedTextOptions = {}): LabelGenerator<'original' | 'replaced'> {
  requireKnownOptions('replacedText()', options, ['rate', 'altered', 'input']);
  const { rate = 0.15, altered = 0.5, input = 'replace' } = options;
  requireRate(rate);
  return detection({
    kind: 'replaced-text',
    output: 'replaced',
    input,
    label: 'replaced',
    altered,
    settings: { rate },
    alter: (encoder) => {
      const known = maskVocabulary(encoder);
      return (encoding, rng) => hide(encoding, rate, shares.replace, known, rng).input;
    },
  });
}
