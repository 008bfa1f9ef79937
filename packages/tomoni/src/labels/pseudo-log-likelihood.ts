import { maskedLanguageModel } from '@tomoni/heads';
import * as labels from '@tomoni/labels';
import type { Encoder, TextInput } from '@tomoni/spec';

/** Options of {@link pseudoLogLikelihood}. */
export interface PseudoLogLikelihoodOptions extends Omit<labels.PseudoLogLikelihoodOptions, 'head'> {
  /** What reads token probabilities off the encoder. Default: `maskedLanguageModel()`. */
  readonly head?: labels.MaskedLanguageModel;
}

/**
 * How likely texts are to a masked language model: `pseudoLogLikelihood` of `@tomoni/labels`, by the head that the encoder's
 * checkpoint brings along.
 *
 * @throws TomoniError `invalid-argument` where the encoder has no mask token, or its checkpoint no masked language model
 * head, `mismatch` where the log is of another model, `aborted` where the signal fires
 *
 * @example
 * ```ts
 * import { loadEncoder, pseudoLogLikelihood } from 'tomoni';
 *
 * const encoder = await loadEncoder('google-bert/bert-base-uncased');
 * const { texts } = await pseudoLogLikelihood(encoder, ['The keys are on the table.', 'The keys is on the table.']);
 * console.log(texts.map(({ logLikelihood }) => logLikelihood));
 * ```
 */
export function pseudoLogLikelihood(
  encoder: Encoder,
  texts: readonly TextInput[],
  { head = maskedLanguageModel(), ...options }: PseudoLogLikelihoodOptions = {},
): Promise<labels.PseudoLogLikelihood> {
  return labels.pseudoLogLikelihood(encoder, texts, { ...options, head });
}
