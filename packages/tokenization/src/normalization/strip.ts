import type { AlignedText } from '../alignment/aligned-text.js';
import { isWhitespace } from '../unicode/characters.js';

/** Takes whitespace away from the ends of a text. */
export function strip(left: boolean, right: boolean): (source: AlignedText) => AlignedText {
  return (source) => {
    const { text } = source;
    let from = 0;
    let to = text.length;
    while (left && from < to && isWhitespace(text[from] as string)) from++;
    while (right && to > from && isWhitespace(text[to - 1] as string)) to--;
    return source.cut(from, to);
  };
}
