import type { AlignedText } from '../alignment/aligned-text.js';
import type { PreTokenizer } from '../pre-tokenization/pre-tokenizer.js';
import { checkSpans, type Segmenter } from '../tokenizer/input.js';

/** Longest stretch whose words are remembered: between segments, the same short ones come again and again. */
const longestRemembered = 24;
const remembered = 65_536;

/** Finds the words of normalised texts with an analyser, as `BertJapaneseTokenizer` does; what lies between them is left out. */
export function japaneseWords(segmenter: Segmenter, lowercase: boolean): PreTokenizer {
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
  return (source) =>
    wordsOf(source.text).map(({ start, end }) => {
      const word = source.slice(start, end);
      return lowercase ? lowered(word) : word;
    });
}

/** In lower case, but for the few characters that would change their number. */
function lowered(word: AlignedText): AlignedText {
  const text = word.text.toLowerCase();
  return text.length === word.text.length ? word.relabel(text) : word;
}
