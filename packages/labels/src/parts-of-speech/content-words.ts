import { requireKnownOptions } from '@tomoni/spec';
import { type TagChoice, type TagsOf, tagger, tagTable } from './word-classes.js';
import { type WordTaggingGenerator, type WordTaggingOptions, wordTagging } from './word-tagging.js';

/** What {@link contentWords} tags where nothing else is asked for. */
export type ContentTags = readonly ['noun', 'adverb', 'adjective'];

/** Options of {@link contentWords}. */
export interface ContentWordsOptions<Choice extends TagChoice = ContentTags> extends WordTaggingOptions {
  /** The words that are tagged. Default: nouns (proper ones too), adverbs and adjectives. */
  readonly tags?: Choice;
}

/**
 * Labels for important part-of-speech extraction: the content words of a text as spans, each with its word class, in IOB2 over
 * `n` classes `2n + 1` labels.
 *
 * Adjectives are those of Universal Dependencies; with IPADIC they include adjectival nouns (形容動詞語幹), which its own tags
 * have among the nouns. Words as IPADIC counts them: `tags: { noun: ['名詞'], adverb: ['副詞'], adjective: ['形容詞'] }`.
 *
 * Texts are split at the edges of the spans before tokenization, unless `segment` is `false`; then a token belongs to the
 * span it begins in, and `describe()` counts the spans that tokens cross, with the first of them. `describe()` has the counts
 * of the training part: labels by tag, coverage (labels by word), texts without a label, and the share of unknown words.
 *
 * Source: Kimura, "Important part-of-speech extraction" (multi-task learning with content words, layer by layer).
 *
 * @throws TomoniError `invalid-argument` where options are out of range or contradict each other; `fit`: `unavailable`
 *   where the analyser is not installed or dies, `invalid-data` where more than half of the words are not in its dictionary
 *
 * @example
 * ```ts
 * import { contentWords } from '@tomoni/labels';
 *
 * const words = contentWords({ language: 'ja', tags: ['noun', 'verb'] });
 * console.log(words.kind, words.tags); // content-words [ 'noun', 'verb' ]
 * ```
 */
export function contentWords<const Choice extends TagChoice = ContentTags>(
  options: ContentWordsOptions<Choice>,
): WordTaggingGenerator<TagsOf<Choice>> {
  requireKnownOptions('contentWords()', options, ['tags', 'language', 'analyzer', 'segment', 'labelOn']);
  const { tags: choice = ['noun', 'adverb', 'adjective'], ...rest } = options;
  const table = tagTable(choice);
  const tagOf = tagger(table);
  return wordTagging<TagsOf<Choice>>({
    ...rest,
    kind: 'content-words',
    tags: Object.keys(table) as TagsOf<Choice>[],
    tagOf: (word) => tagOf(word) as TagsOf<Choice> | undefined,
    settings: { tags: table },
  });
}
