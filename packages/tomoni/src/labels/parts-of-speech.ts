import { type TokenTaggingHead, tokenTagging } from '@tomoni/heads';
import {
  partsOfSpeech as partOfSpeechLabels,
  type WordTaggingGenerator,
  type WordTaggingOptions,
} from '@tomoni/labels';
import type { UniversalTag } from '@tomoni/tokenization';
import { type WithHead, withHead } from './with-head.js';

/**
 * Part-of-speech tagging as a task: the generator `partsOfSpeech` of `@tomoni/labels`, with a `tokenTagging` head over the
 * parts of speech of Universal Dependencies.
 *
 * @throws TomoniError `invalid-argument` where options are out of range or contradict each other
 *
 * @example
 * ```ts
 * import { partsOfSpeech } from 'tomoni';
 *
 * const tagging = partsOfSpeech({ language: 'en' });
 * console.log(tagging.head.kind); // token-tagging
 * ```
 */
export function partsOfSpeech(
  options: WordTaggingOptions,
): WithHead<WordTaggingGenerator<UniversalTag>, TokenTaggingHead<UniversalTag>> {
  const generator = partOfSpeechLabels(options);
  const { tags, labelOn } = generator;
  return withHead(generator, tokenTagging({ tags, labelOn }));
}
