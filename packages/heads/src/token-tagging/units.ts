import type { Encoding, TextSpan } from '@tomoni/spec';

/** Which tokens carry a label: every token, or the first token of every word. */
export type LabelOn = 'all' | 'first';

/** What carries one label: a token, or the tokens of a word. Its span is in UTF-16 code units of the text. */
export interface Unit extends TextSpan {
  /** Index of the token that is read for it, its first one. */
  readonly column: number;
  /** Whether the encoding answers for it: always, but in a window of a long text. */
  readonly owned: boolean;
}

/**
 * The units of an encoding's first text, in order and without overlap.
 *
 * Tokens without a visible character in the text are none; tokens that share a character, as byte-level models make
 * them, are one.
 */
export function unitsOf(encoding: Encoding, labelOn: LabelOn): Unit[] {
  const units: Unit[] = [];
  let word = -1;
  encoding.ids.forEach((_, column) => {
    if (encoding.special[column] === 1 || encoding.sequenceIds[column] !== 0) return;
    const { start, end } = visible(encoding, column);
    if (start === end) return;
    const previous = units.at(-1);
    const joined = labelOn === 'first' && encoding.wordIds[column] === word;
    word = encoding.wordIds[column] as number;
    if (previous !== undefined && (joined || start < previous.end))
      units[units.length - 1] = { ...previous, end: Math.max(previous.end, end) };
    else units.push({ column, start, end, owned: encoding.window?.owned[column] !== 0 });
  });
  return units;
}

/** The span of a token without white space at its edges. */
function visible({ text, offsets }: Encoding, column: number): TextSpan {
  const start = offsets[2 * column] as number;
  const token = text.slice(start, offsets[2 * column + 1]);
  const trimmed = token.trimStart();
  const from = start + token.length - trimmed.length;
  return { start: from, end: from + trimmed.trimEnd().length };
}
