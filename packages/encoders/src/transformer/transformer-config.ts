import type { Activation } from '../operations/activation.js';

/** The shape of a transformer encoder and what is needed to train it. */
export interface TransformerConfig<Layers extends number = number> {
  /** Family: `bert`, `roberta`, `xlm-roberta`, `camembert` or `distilbert`. */
  readonly modelType: string;
  /** Number of layers. */
  readonly layers: Layers;
  /** Width of the hidden states. */
  readonly hiddenSize: number;
  /** Attention heads per layer; they share the width evenly. */
  readonly heads: number;
  /** Width inside the feed-forward networks. */
  readonly intermediateSize: number;
  readonly activation: Activation;
  /** Rows of the token embeddings. Left out: the size of the tokenizer's vocabulary. */
  readonly vocabularySize?: number;
  /** Rows of the position embeddings. */
  readonly positions: number;
  /** Rows of the segment embeddings; 0 where the family has none. */
  readonly types: number;
  /** Token index of padding. Left out: that of the tokenizer's padding token. */
  readonly paddingId?: number;
  /** Dropout after embeddings, attention and feed-forward network. */
  readonly hiddenDropout: number;
  /** Dropout of attention probabilities. */
  readonly attentionDropout: number;
  /** What is added to variances in layer normalisation. */
  readonly layerNormEpsilon: number;
  /** Standard deviation of the initial weights. */
  readonly initializerRange: number;
}

/** A configuration that no longer needs a tokenizer to be complete. */
export interface CompleteConfig<Layers extends number = number> extends TransformerConfig<Layers> {
  readonly vocabularySize: number;
  readonly paddingId: number;
}
