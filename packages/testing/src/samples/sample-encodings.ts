import type { Encoding, Vocabulary } from '@tomoni/spec';

/** Characters of the longest token: longer words have several. */
const LONGEST_TOKEN = 6;
const SPECIAL = {
  padding: '[PAD]',
  unknown: '[UNK]',
  classification: '[CLS]',
  separator: '[SEP]',
  mask: '[MASK]',
};

/**
 * The tokens of some texts, special ones first: words as {@link sampleEncodings} cuts them.
 *
 * @example
 * ```ts
 * import { sampleVocabulary } from '@tomoni/testing';
 *
 * console.log(sampleVocabulary(['A wonderful day.']).idOf('wonder')); // 6
 * ```
 */
export function sampleVocabulary(texts: readonly string[]): Vocabulary {
  const pieces = texts.flatMap(wordsOf).flatMap((word) => piecesOf(word).map(({ token }) => token));
  const tokens = [...Object.values(SPECIAL), ...new Set(pieces)];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  return {
    size: tokens.length,
    special: SPECIAL,
    idOf: (token) => ids.get(token),
    tokenOf: (id) => tokens[id],
  };
}

/**
 * Encodings without a tokenizer: words are what stands between white space, cut into tokens of at most six
 * characters (`wonder ##ful`), between `[CLS]` and `[SEP]`.
 *
 * @param vocabulary default: that of the texts themselves
 *
 * @example
 * ```ts
 * import { sampleEncodings } from '@tomoni/testing';
 *
 * const [encoding] = sampleEncodings(['A wonderful day.']);
 * console.log(encoding?.tokens.join(' ')); // [CLS] A wonder ##ful day. [SEP]
 * ```
 */
export function sampleEncodings(
  texts: readonly string[],
  vocabulary: Vocabulary = sampleVocabulary(texts),
): Encoding[] {
  return texts.map((text) => encode(text, vocabulary));
}

function encode(text: string, vocabulary: Vocabulary): Encoding {
  const pieces = wordsOf(text).flatMap((word, index) =>
    piecesOf(word).map((piece) => ({ ...piece, word: index })),
  );
  const special = (token: string) => ({ token, start: 0, end: 0, word: -1 });
  const all = [special(SPECIAL.classification), ...pieces, special(SPECIAL.separator)];
  const unknown = vocabulary.idOf(SPECIAL.unknown) ?? 0;
  return {
    text,
    ids: Int32Array.from(all, ({ token }) => vocabulary.idOf(token) ?? unknown),
    typeIds: new Int32Array(all.length),
    tokens: all.map(({ token }) => token),
    offsets: Int32Array.from(all.flatMap(({ start, end }) => [start, end])),
    wordIds: Int32Array.from(all, ({ word }) => word),
    sequenceIds: Int8Array.from(all, ({ word }) => (word < 0 ? -1 : 0)),
    special: Uint8Array.from(all, ({ word }) => (word < 0 ? 1 : 0)),
    truncated: 0,
  };
}

interface Word {
  readonly word: string;
  readonly start: number;
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ word: match[0], start: match.index }));
}

function piecesOf({ word, start }: Word): { token: string; start: number; end: number }[] {
  return Array.from({ length: Math.ceil(word.length / LONGEST_TOKEN) }, (_, i) => {
    const piece = word.slice(i * LONGEST_TOKEN, (i + 1) * LONGEST_TOKEN);
    const from = start + i * LONGEST_TOKEN;
    return { token: i === 0 ? piece : `##${piece}`, start: from, end: from + piece.length };
  });
}
