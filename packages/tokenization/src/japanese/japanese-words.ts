import type { AlignedText } from '../alignment/aligned-text.js';
import { unicodeForm } from '../normalization/unicode-form.js';
import type { PreTokenizer } from '../pre-tokenization/pre-tokenizer.js';
import { split } from '../pre-tokenization/split.js';
import { checkSpans, type Segmenter } from '../tokenizer/input.js';
import { WHITESPACE } from '../unicode/characters.js';
import type { JapaneseSettings } from './japanese-settings.js';

/** Longest stretch whose words are remembered: between segments, the same short ones come again and again. */
const longestRemembered = 24;
const remembered = 65_536;
const whitespace = new RegExp(`[${WHITESPACE}]+`, 'gu');

/** How texts are written before they are analysed. */
export const compatible = unicodeForm('NFKC', 'unicode');

/** Finds the words of normalised texts with an analyser, as `BertJapaneseTokenizer` does; what lies between them is left out. */
export function japaneseWords(segmenter: Segmenter): PreTokenizer {
  const known = new Map<string, ReturnType<Segmenter>>();
  const wordsOf = (text: string) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const spans = segmenter(text);
    checkSpans(spans, text, 'word');
    if (text.length <= longestRemembered) {
      if (known.size === remembered) known.clear();
      known.set(text, spans);
    }
    return spans;
  };
  return (source) => wordsOf(source.text).map(({ start, end }) => source.slice(start, end));
}

/** What becomes of a word before it is cut into tokens. */
export function japaneseWord({
  lowercase,
  characters,
}: Pick<JapaneseSettings, 'lowercase' | 'characters'>): PreTokenizer {
  return (word) => {
    const written = lowercase ? lowered(word) : word;
    return characters ? [written] : split(written, whitespace, 'Removed');
  };
}

/** In lower case, but for a word with one of the few characters that would change its length. */
function lowered(word: AlignedText): AlignedText {
  const text = word.text.toLowerCase();
  return text.length === word.text.length ? word.relabel(text) : word;
}
