import { activationName } from '../transformer/config-reader.js';
import type { Family, LayerNames, MaskedLanguageModelNames } from './family.js';

/** What the families with BERT's architecture differ in. */
export interface BertLikeOptions {
  readonly modelType: string;
  readonly architecture: string;
  readonly prefix: string;
  readonly maskedLanguageModel: MaskedLanguageModelNames;
  /** Padding index where a configuration names none. */
  readonly paddingId: number;
  readonly firstPosition: Family['firstPosition'];
}

/** A family with BERT's architecture and parameter names. */
export function bertLike({ paddingId, ...options }: BertLikeOptions): Family {
  return {
    ...options,
    embeddings: {
      tokens: 'embeddings.word_embeddings',
      positions: 'embeddings.position_embeddings',
      types: 'embeddings.token_type_embeddings',
      norm: 'embeddings.LayerNorm',
    },
    layer: layerNames,
    pooler: true,
    attentionOutputDropout: true,
    read: (reader) => {
      reader.demand('position_embedding_type', 'absolute');
      reader.demand('is_decoder', false);
      return {
        modelType: options.modelType,
        layers: reader.count('num_hidden_layers', 12),
        hiddenSize: reader.count('hidden_size', 768),
        heads: reader.count('num_attention_heads', 12),
        intermediateSize: reader.count('intermediate_size', 3072),
        activation: reader.activation('hidden_act'),
        vocabularySize: reader.count('vocab_size'),
        positions: reader.count('max_position_embeddings', 512),
        types: reader.count('type_vocab_size', 2),
        paddingId: reader.count('pad_token_id', paddingId, 0),
        hiddenDropout: reader.rate('hidden_dropout_prob', 0.1),
        attentionDropout: reader.rate('attention_probs_dropout_prob', 0.1),
        layerNormEpsilon: reader.positive('layer_norm_eps', 1e-12),
        initializerRange: reader.positive('initializer_range', 0.02),
      };
    },
    write: (config) => ({
      num_hidden_layers: config.layers,
      hidden_size: config.hiddenSize,
      num_attention_heads: config.heads,
      intermediate_size: config.intermediateSize,
      hidden_act: activationName(config.activation),
      vocab_size: config.vocabularySize,
      max_position_embeddings: config.positions,
      type_vocab_size: config.types,
      pad_token_id: config.paddingId,
      hidden_dropout_prob: config.hiddenDropout,
      attention_probs_dropout_prob: config.attentionDropout,
      layer_norm_eps: config.layerNormEpsilon,
      initializer_range: config.initializerRange,
    }),
  };
}

function layerNames(index: number): LayerNames {
  const layer = `encoder.layer.${index}`;
  return {
    query: `${layer}.attention.self.query`,
    key: `${layer}.attention.self.key`,
    value: `${layer}.attention.self.value`,
    attentionOutput: `${layer}.attention.output.dense`,
    attentionNorm: `${layer}.attention.output.LayerNorm`,
    intermediate: `${layer}.intermediate.dense`,
    output: `${layer}.output.dense`,
    outputNorm: `${layer}.output.LayerNorm`,
  };
}
