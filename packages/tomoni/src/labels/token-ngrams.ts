import { type TokenTaggingHead, tokenTagging } from '@tomoni/heads';
import {
  type TokenNgramsGenerator,
  type TokenNgramsOptions,
  tokenNgrams as tokenNgramLabels,
} from '@tomoni/labels';
import { type WithHead, withHead } from './with-head.js';

/**
 * Token n-gram recognition as a task: the generator `tokenNgrams` of `@tomoni/labels`, with a `tokenTagging` head over the
 * tags that its scheme gives.
 *
 * @throws TomoniError `invalid-argument` where an option is out of range
 *
 * @example
 * ```ts
 * import { tokenNgrams } from 'tomoni';
 *
 * const ngrams = tokenNgrams({ scheme: 'disregard', merges: 2000 });
 * console.log(ngrams.head.kind); // token-tagging
 * ```
 */
export function tokenNgrams(
  options: TokenNgramsOptions = {},
): WithHead<TokenNgramsGenerator, TokenTaggingHead<string>> {
  return withHead(tokenNgramLabels(options), tokenTagging());
}
