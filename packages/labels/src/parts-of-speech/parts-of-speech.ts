import { requireKnownOptions } from '@tomoni/spec';
import { type UniversalTag, universalTags } from '@tomoni/tokenization';
import { type WordTaggingGenerator, type WordTaggingOptions, wordTagging } from './word-tagging.js';

/**
 * Labels for part-of-speech tagging: every word of a text as a span, with its part of speech in the terms of Universal
 * Dependencies.
 *
 * Texts are split at the edges of all words before tokenization, unless `segment` is `false`: see {@link contentWords}, which
 * tags chosen words, also by an analyser's own parts of speech.
 *
 * @throws TomoniError as {@link contentWords}
 *
 * @example
 * ```ts
 * import { partsOfSpeech } from '@tomoni/labels';
 *
 * const tagging = partsOfSpeech({ language: 'en', segment: false, labelOn: 'first' });
 * console.log(tagging.tags.length); // 17
 * ```
 */
export function partsOfSpeech(options: WordTaggingOptions): WordTaggingGenerator<UniversalTag> {
  requireKnownOptions('partsOfSpeech()', options, ['language', 'analyzer', 'segment', 'labelOn']);
  return wordTagging({
    ...options,
    kind: 'parts-of-speech',
    tags: universalTags,
    tagOf: ({ tag }) => tag,
    settings: {},
  });
}
