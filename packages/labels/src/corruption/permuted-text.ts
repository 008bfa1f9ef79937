import { type LabelGenerator, requireKnownOptions, TomoniError } from '@tomoni/spec';
import { detection } from './detection.js';
import type { InputTransform } from './legality.js';
import { permuteWords } from './permute-words.js';

/** Options of {@link permutedText}. */
export interface PermutedTextOptions {
  /** Words that change places with one another; a text is cut into stretches of so many. Default 3. */
  readonly span?: number;
  /** Share of the texts, in (0, 1), that is altered. Default 0.5. */
  readonly altered?: number;
  /** What is done to altered texts: `permute` is the one legal transform. */
  readonly input?: InputTransform;
}

/**
 * Labels that say whether the words of a text stand in their order: in some texts the words of each stretch of `span` words
 * change places. Drawn anew in each epoch. A text of a single word stays `original`.
 *
 * @throws TomoniError `invalid-argument` where the span or share is out of range, or the input transform not a legal one
 *
 * @example
 * ```ts
 * import { permutedText } from '@tomoni/labels';
 *
 * console.log(permutedText({ span: 5 }).kind); // permuted-text
 * ```
 */
export function permutedText(options: PermutedTextOptions = {}): LabelGenerator<'original' | 'permuted'> {
  requireKnownOptions('permutedText()', options, ['span', 'altered', 'input']);
  const { span = 3, altered = 0.5, input = 'permute' } = options;
  if (!Number.isSafeInteger(span) || span < 2)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Words cannot change places in stretches of ${span}.`,
      remedy: 'Give a whole number from 2 on.',
    });
  return detection({
    kind: 'permuted-text',
    output: 'permuted',
    input,
    label: 'permuted',
    altered,
    settings: { span },
    alter: () => (encoding, rng) => permuteWords(encoding, span, rng),
  });
}
