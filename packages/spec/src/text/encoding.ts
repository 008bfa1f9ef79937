/**
 * The tokens of one text, as the encoder reads them: with special tokens, without padding.
 *
 * All arrays have one entry per token (`length`), but for `offsets`, which has two.
 */
export interface Encoding {
  /** The text (for words: joined by single spaces). */
  readonly text: string;
  /** The second text of a pair. */
  readonly pair?: string;
  /** Vocabulary index of each token. */
  readonly ids: Int32Array;
  /** Segment of each token: 0, or 1 in the second text of a pair where the model tells them apart. */
  readonly typeIds: Int32Array;
  /** The tokens as strings of the vocabulary. */
  readonly tokens: readonly string[];
  /** `[start, end]` of each token in the text it comes from, in UTF-16 code units; 0, 0 for special tokens. */
  readonly offsets: Int32Array;
  /** Index of the word each token belongs to, counted in the text it comes from; −1 for special tokens. */
  readonly wordIds: Int32Array;
  /** 0 in the text, 1 in its pair, −1 for special tokens. */
  readonly sequenceIds: Int8Array;
  /** 1 for the tokens that the model's template added (`[CLS]`, `[SEP]`, `<s>` …), else 0. */
  readonly special: Uint8Array;
  /** How many tokens were cut away because the text was too long. */
  readonly truncated: number;
  /** Set where the text was cut into overlapping windows and this is one of them. */
  readonly window?: EncodingWindow;
  /** For encoders over numbers: the features themselves, in place of tokens. */
  readonly values?: Float32Array;
}

/** The place of an encoding among the windows of a long text. */
export interface EncodingWindow {
  /** Index of the window, counted from 0. */
  readonly index: number;
  /** Number of windows of the text. */
  readonly count: number;
  /** 1 for the tokens that this window answers for: each token of the text is owned by exactly one window, the one in which it has the most context. */
  readonly owned: Uint8Array;
}

/** Places in a batch of encodings: token `columns[i]` of encoding `rows[i]`. */
export interface Positions {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}
