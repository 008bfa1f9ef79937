import { characterBefore } from '../unicode/characters.js';

/** The tokens of one text while they are gathered. */
interface TokenSpans {
  readonly starts: number[];
  readonly ends: number[];
}

/** The part of a text whose tokens are trimmed. */
interface TrimmedStretch {
  readonly text: string;
  /** Where the stretch begins. */
  readonly place: number;
  /** Its first token. */
  readonly from: number;
  /** Its tokens as strings of the vocabulary. */
  readonly tokens: readonly string[];
}

/**
 * Moves the offsets of byte-level tokens past the spaces they begin and end with.
 *
 * A space that was put before the text's first word is not in the text, so nothing is taken off for it.
 */
export function trimOffsets(spans: TokenSpans, stretch: TrimmedStretch, addPrefixSpace: boolean): void {
  const { starts, ends } = spans;
  const { text, place, from, tokens } = stretch;
  tokens.forEach((token, index) => {
    const i = from + index;
    let leading = token.length - token.replace(/^Ġ+/, '').length;
    let trailing = token.length - token.replace(/Ġ+$/, '').length;
    if (leading === 0 && trailing === 0) return;
    let start = starts[i] as number;
    let end = ends[i] as number;
    if (leading > 0 && addPrefixSpace && (i === 0 || start === place)) leading--;
    start = Math.min(start + leading, end);
    for (; trailing > 0 && end > start; trailing--) end -= characterBefore(text, end - place).length;
    starts[i] = start;
    ends[i] = end;
  });
}
