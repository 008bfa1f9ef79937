import type { AlignedText } from '../alignment/aligned-text.js';
import { PUNCTUATION, WHITESPACE } from '../unicode/characters.js';
import { matches } from './split.js';

const words = new RegExp(`[^${WHITESPACE}${PUNCTUATION}]+|${PUNCTUATION}`, 'gv');
const asciiWords = /[^\s!-/:-@[-`{-~]+|[!-/:-@[-`{-~]/g;
const beyondAscii = /\P{ASCII}/u;

/** BERT's words: what stands between whitespace, with every punctuation character a word of its own. */
export function bertWords(source: AlignedText): AlignedText[] {
  return matches(source, beyondAscii.test(source.text) ? words : asciiWords);
}
