/** Tokens of one encoding that a model is asked to restore: the label of masked language modelling. */
export interface MaskedTokens {
  /** Index of each token in the encoding, ascending. */
  readonly positions: Int32Array;
  /** Vocabulary index that stood at each position before the input was altered. */
  readonly ids: Int32Array;
}
