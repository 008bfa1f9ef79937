import type { Encoding } from './encoding.js';
import type { TextInput } from './input.js';
import type { TextSpan } from './span.js';

/** How a text becomes an encoding. */
export interface EncodingOptions {
  /** Longest encoding in tokens, special tokens included; the rest is cut and counted. Default: the longest the model takes. */
  readonly maxLength?: number;
  /** Spans that no token may cross: the text is split at their edges before tokenization. Sorted, not overlapping. */
  readonly segments?: readonly TextSpan[];
}

/** How a long text is cut into windows. */
export interface WindowOptions extends EncodingOptions {
  /** Tokens that neighbouring windows share. Default: a quarter of the window. */
  readonly overlap?: number;
}

/** The tokens with a meaning of their own; `undefined` where the model has none. */
export interface SpecialTokens {
  readonly padding: string;
  readonly unknown: string | undefined;
  readonly classification: string | undefined;
  readonly separator: string | undefined;
  readonly mask: string | undefined;
}

/** The tokens that a model knows. */
export interface Vocabulary {
  /** Number of tokens, added ones included. */
  readonly size: number;
  readonly special: SpecialTokens;
  /** Index of a token, `undefined` where there is none. */
  idOf(token: string): number | undefined;
  /** Token of an index, `undefined` where there is none. */
  tokenOf(id: number): string | undefined;
}

/** Turns texts into encodings. */
export interface Tokenizer {
  readonly vocabulary: Vocabulary;
  /** Longest encoding that the model takes, special tokens included. */
  readonly maxLength: number;
  /**
   * The encoding of one text.
   *
   * @throws TomoniError `invalid-argument` where `maxLength` leaves no room for a token
   */
  encode(input: TextInput, options?: EncodingOptions): Encoding;
  /** The encodings of a long text, one per window: a single one where the text fits. */
  windows(input: TextInput, options?: WindowOptions): Encoding[];
  /** The text of token indices, special tokens left out. */
  decode(ids: ArrayLike<number>): string;
  /** The files that make this tokenizer again, by name, in the Hugging Face layout. */
  files(): ReadonlyMap<string, Uint8Array>;
}
