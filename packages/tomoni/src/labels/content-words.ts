import { type TokenTaggingHead, tokenTagging } from '@tomoni/heads';
import {
  type ContentTags,
  type ContentWordsOptions,
  contentWords as contentWordLabels,
  type TagChoice,
  type TagsOf,
  type WordTaggingGenerator,
} from '@tomoni/labels';
import { type WithHead, withHead } from './with-head.js';

/**
 * Important part-of-speech extraction as a task: the generator `contentWords` of `@tomoni/labels`, with a `tokenTagging` head
 * over its tags.
 *
 * @throws TomoniError `invalid-argument` where options are out of range or contradict each other
 *
 * @example
 * ```ts
 * import { classification, contentWords, loadEncoder, multitask } from 'tomoni';
 *
 * const encoder = await loadEncoder('cl-tohoku/bert-base-japanese-whole-word-masking', { layers: 12 });
 * const learner = multitask(encoder)
 *   .main('topic', classification())
 *   .auxiliary('pos', contentWords({ language: 'ja' }), { layer: 2 });
 * console.log(`${learner.explain()}`);
 * ```
 */
export function contentWords<const Choice extends TagChoice = ContentTags>(
  options: ContentWordsOptions<Choice>,
): WithHead<WordTaggingGenerator<TagsOf<Choice>>, TokenTaggingHead<TagsOf<Choice>>> {
  const generator = contentWordLabels(options);
  const { tags, labelOn } = generator;
  return withHead(generator, tokenTagging<TagsOf<Choice>>({ tags, labelOn }));
}
