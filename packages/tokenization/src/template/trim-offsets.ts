/** The tokens of one text while they are gathered. */
interface TokenSpans {
  readonly starts: number[];
  readonly ends: number[];
}

/**
 * Moves the offsets of byte-level tokens past the spaces they begin and end with.
 *
 * A space that was put before the text's first word is not in the text, so nothing is taken off for it.
 *
 * @param from the first token of the stretch
 * @param place where the stretch begins
 */
export function trimOffsets(
  spans: TokenSpans,
  tokens: readonly string[],
  from: number,
  place: number,
  addPrefixSpace: boolean,
): void {
  const { starts, ends } = spans;
  for (let i = from; i < starts.length; i++) {
    const token = tokens[i - from] as string;
    const body = token.replace(/^Ġ+/, '');
    let leading = token.length - body.length;
    const trailing = token.length - token.replace(/Ġ+$/, '').length;
    const start = starts[i] as number;
    const end = ends[i] as number;
    if (leading > 0 && addPrefixSpace && (i === 0 || start === place)) leading--;
    const trimmed = Math.min(start + leading, end);
    starts[i] = trimmed;
    if (trailing > 0 && end >= trailing) ends[i] = Math.max(end - trailing, trimmed);
  }
}
