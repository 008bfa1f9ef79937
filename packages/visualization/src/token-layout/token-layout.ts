/** Where a token stands in its text, in UTF-16 code units. */
export interface TokenSpan {
  readonly start: number;
  readonly end: number;
}

/** A piece of a text with its place on the page, in pixels from the left. */
export interface PlacedPiece<Token extends TokenSpan> {
  readonly text: string;
  readonly x: number;
  readonly width: number;
  /** Line, counted from 0. */
  readonly line: number;
  readonly token?: Token;
}

/**
 * Sets the pieces of a text in lines, broken at white space, or anywhere in a word that is wider than a line.
 *
 * @param tokens in order, without overlap
 */
export function layOut<Token extends TokenSpan>(
  text: string,
  tokens: readonly Token[],
  width: number,
  fontSize: number,
): { readonly pieces: readonly PlacedPiece<Token>[]; readonly lines: number } {
  const pieces: PlacedPiece<Token>[] = [];
  const space = 0.6 * fontSize;
  let x = 0;
  let line = 0;
  for (const word of wordsOf(text, tokens)) {
    const wordWidth = word.reduce((sum, piece) => sum + monospaced(piece.text, fontSize), 0);
    if (x > 0 && x + wordWidth > width) {
      x = 0;
      line++;
    }
    for (const piece of word.flatMap((whole) => cut(whole, width, fontSize))) {
      const own = monospaced(piece.text, fontSize);
      if (x > 0 && x + own > width) {
        x = 0;
        line++;
      }
      pieces.push({ ...piece, x, line, width: own });
      x += own;
    }
    x += space;
  }
  return { pieces, lines: line + 1 };
}

interface Piece<Token extends TokenSpan> {
  readonly text: string;
  readonly token?: Token;
}

/** What stands between white space, cut into tokens and what lies between them. */
function wordsOf<Token extends TokenSpan>(text: string, tokens: readonly Token[]): Piece<Token>[][] {
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index: start }) => {
    const end = start + word.length;
    const pieces: Piece<Token>[] = [];
    let place = start;
    for (const token of tokens) {
      const from = Math.max(token.start, place);
      const to = Math.min(token.end, end);
      if (to <= from) continue;
      if (from > place) pieces.push({ text: text.slice(place, from) });
      pieces.push({ text: text.slice(from, to), token });
      place = to;
    }
    if (place < end) pieces.push({ text: text.slice(place, end) });
    return pieces;
  });
}

/** A piece in parts that each fit into a line. */
function cut<Token extends TokenSpan>(piece: Piece<Token>, width: number, fontSize: number): Piece<Token>[] {
  if (monospaced(piece.text, fontSize) <= width) return [piece];
  const parts: string[] = [];
  let open = '';
  for (const character of piece.text) {
    if (open !== '' && monospaced(open + character, fontSize) > width) {
      parts.push(open);
      open = '';
    }
    open += character;
  }
  return [...parts, open].map((text) => ({ ...piece, text }));
}

function monospaced(text: string, fontSize: number): number {
  return [...text].reduce((sum, character) => {
    if (/\p{M}/u.test(character)) return sum;
    return sum + ((character.codePointAt(0) as number) >= 0x2e80 ? fontSize : 0.6 * fontSize);
  }, 0);
}
