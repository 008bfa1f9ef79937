import type { JsonObject } from '@tomoni/spec';
import type { ConfigReader } from '../transformer/config-reader.js';
import type { CompleteConfig } from '../transformer/transformer-config.js';

/** Names of the embeddings' parameters; each stands for a `weight`, the normalisation for a `bias` too. */
export interface EmbeddingNames {
  readonly tokens: string;
  readonly positions: string;
  /** Absent in families without segments. */
  readonly types?: string;
  readonly norm: string;
}

/** Names of a layer's parts; each stands for a `weight` and a `bias`. */
export interface LayerNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly intermediate: string;
  readonly output: string;
  readonly outputNorm: string;
}

/** Names of a masked language model head. */
export interface MaskedLanguageModelNames {
  /** What they all begin with. */
  readonly prefix: string;
  /** The layer whose `weight` is that of the token embeddings, unless the configuration says otherwise. */
  readonly decoder: string;
}

/** What sets one family of transformer encoders apart from the others. */
export interface Family {
  /** `model_type` of its configuration files. */
  readonly modelType: string;
  /** Class of the encoder in Python transformers. */
  readonly architecture: string;
  /** What stands before its parameters' names in the checkpoints of its task models. */
  readonly prefix: string;
  readonly embeddings: EmbeddingNames;
  /** Names of the parts of the layer with this index, counted from 0. */
  layer(index: number): LayerNames;
  /** Where checkpoints keep a masked language model head. */
  readonly maskedLanguageModel: MaskedLanguageModelNames;
  /** Whether checkpoints carry a pooler, a dense layer on the first token, which none of our heads needs. */
  readonly pooler: boolean;
  /** Whether the output of the attention passes through dropout. */
  readonly attentionOutputDropout: boolean;
  /** Row of the position embeddings that belongs to the first token. */
  firstPosition(paddingId: number): number;
  /** Reads the fields of a configuration file. */
  read(reader: ConfigReader): CompleteConfig;
  /** The fields of a configuration file. */
  write(config: CompleteConfig): JsonObject;
}
