import { type MaskedLanguageModelHead, maskedLanguageModel } from '@tomoni/heads';
import * as labels from '@tomoni/labels';
import type { LabelGenerator, MaskedTokens } from '@tomoni/spec';
import { type WithHead, withHead } from './with-head.js';

/** A way to mask together with the head that restores what was masked. */
export type MaskingTask<G extends LabelGenerator<MaskedTokens> = LabelGenerator<MaskedTokens>> = WithHead<
  G,
  MaskedLanguageModelHead
>;

/** Options of {@link l3Masking}. */
export interface L3MaskingTaskOptions extends Omit<labels.L3MaskingOptions, 'head'> {
  /** What reads token probabilities off the pretrained encoder. Default: `maskedLanguageModel()`. */
  readonly head?: labels.MaskedLanguageModel;
}

/**
 * Masked language modelling as a task: `randomMasking` of `@tomoni/labels`, with a `maskedLanguageModel` head.
 *
 * @throws TomoniError `invalid-argument` where a rate or share is out of range
 *
 * @example
 * ```ts
 * import { randomMasking } from 'tomoni';
 *
 * console.log(randomMasking({ rate: 0.3 }).head.kind); // masked-language-model
 * ```
 */
export function randomMasking(options: labels.RandomMaskingOptions = {}): MaskingTask {
  return withHead(labels.randomMasking(options), maskedLanguageModel());
}

/**
 * Masked language modelling with whole words as a task: `wholeWordMasking` of `@tomoni/labels`, with a
 * `maskedLanguageModel` head.
 *
 * @throws TomoniError `invalid-argument` where a rate or share is out of range
 *
 * @example
 * ```ts
 * import { wholeWordMasking } from 'tomoni';
 *
 * console.log(wholeWordMasking().kind); // whole-word-masking
 * ```
 */
export function wholeWordMasking(options: labels.WholeWordMaskingOptions = {}): MaskingTask {
  return withHead(labels.wholeWordMasking(options), maskedLanguageModel());
}

/**
 * Masked language modelling with spans of words as a task: `spanMasking` of `@tomoni/labels`, with a `maskedLanguageModel`
 * head.
 *
 * @throws TomoniError `invalid-argument` where an option is out of range
 *
 * @example
 * ```ts
 * import { spanMasking } from 'tomoni';
 *
 * console.log(spanMasking({ maxWords: 5 }).kind); // span-masking
 * ```
 */
export function spanMasking(options: labels.SpanMaskingOptions = {}): MaskingTask {
  return withHead(labels.spanMasking(options), maskedLanguageModel());
}

/**
 * Masked language modelling in which a token is masked the more often, the worse the untouched pretrained encoder predicts
 * it, as a task: `l3Masking` of `@tomoni/labels`, with a `maskedLanguageModel` head.
 *
 * @throws TomoniError `invalid-argument` where an option is out of range
 *
 * @example
 * ```ts
 * import { l3Masking } from 'tomoni';
 *
 * const words = l3Masking({ rate: 0.15, log: 'out/probabilities.jsonl' });
 * console.log(words.kind, words.head.kind); // l3-masking masked-language-model
 * ```
 */
export function l3Masking({
  head = maskedLanguageModel(),
  ...options
}: L3MaskingTaskOptions = {}): MaskingTask<labels.L3MaskingGenerator> {
  return withHead(labels.l3Masking({ ...options, head }), maskedLanguageModel());
}
