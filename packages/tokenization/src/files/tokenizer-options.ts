import type { Segmenter } from '../tokenizer/input.js';

/** What the files of a tokenizer do not say. */
export interface TokenizerOptions {
  /**
   * Longest encoding that the model takes, special tokens included. Default: the `model_max_length` of
   * `tokenizer_config.json`, and no limit where there is none.
   */
  readonly maxLength?: number;
  /**
   * Finds the words of a text, for tokenizers that need a morphological analyser before them, such as
   * `BertJapaneseTokenizer`. Default: none; such a tokenizer then reads `Words` only.
   */
  readonly segmenter?: Segmenter;
}
