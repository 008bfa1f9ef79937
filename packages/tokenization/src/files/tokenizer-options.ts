import type { Segmenter } from '../tokenizer/input.js';

/** What the files of a tokenizer do not say. */
export interface TokenizerOptions {
  /**
   * Longest encoding that the model takes, special tokens included. Default: the `model_max_length` of
   * `tokenizer_config.json`, and no limit where there is none.
   */
  readonly maxLength?: number;
  /**
   * Finds the words of a text before it is tokenized; what lies between them is left out. A `BertJapaneseTokenizer` gives it
   * texts in NFKC, and needs one: see {@link loadTokenizer}. Default: none.
   */
  readonly segmenter?: Segmenter;
}
