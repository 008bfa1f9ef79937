import { type Encoder, TomoniError, type Vocabulary } from '@tomoni/spec';
import { reservedTokens } from '../vocabulary/reserved-tokens.js';

/** What masking needs to know of a vocabulary. */
export interface MaskVocabulary {
  readonly vocabulary: Vocabulary;
  /** Vocabulary index of the mask token. */
  readonly maskId: number;
  /** Vocabulary indices of the special tokens, which are neither masked nor put in the place of others. */
  readonly reserved: ReadonlySet<number>;
}

/**
 * The vocabulary of an encoder, seen from masking.
 *
 * @throws TomoniError `invalid-argument` where there is no tokenizer, no mask token, or nothing beside special tokens
 */
export function maskVocabulary(encoder: Encoder | undefined): MaskVocabulary {
  const vocabulary = encoder?.tokenizer?.vocabulary;
  if (vocabulary === undefined)
    throw refusal('Masking needs an encoder with a tokenizer.', 'Use a text encoder.');
  const { special } = vocabulary;
  const maskId = special.mask === undefined ? undefined : vocabulary.idOf(special.mask);
  if (maskId === undefined)
    throw refusal(
      'The vocabulary of the encoder has no mask token.',
      'Use an encoder that was pretrained by masked language modelling.',
    );
  const reserved = reservedTokens(vocabulary);
  if (reserved.size >= vocabulary.size)
    throw refusal(
      'The vocabulary of the encoder holds special tokens alone.',
      'Use a vocabulary with words.',
    );
  return { vocabulary, maskId, reserved };
}

function refusal(what: string, remedy: string): TomoniError {
  return new TomoniError({ code: 'invalid-argument', what, remedy });
}
