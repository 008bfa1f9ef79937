import { activationName } from '../transformer/config-reader.js';
import type { Family } from './family.js';

/** DistilBERT: BERT without segments. Source: Sanh et al., "DistilBERT, a distilled version of BERT", 2019. */
export const distilbert: Family = {
  modelType: 'distilbert',
  architecture: 'DistilBertModel',
  prefix: 'distilbert',
  embeddings: {
    tokens: 'embeddings.word_embeddings',
    positions: 'embeddings.position_embeddings',
    norm: 'embeddings.LayerNorm',
  },
  layer: (index) => {
    const layer = `transformer.layer.${index}`;
    return {
      query: `${layer}.attention.q_lin`,
      key: `${layer}.attention.k_lin`,
      value: `${layer}.attention.v_lin`,
      attentionOutput: `${layer}.attention.out_lin`,
      attentionNorm: `${layer}.sa_layer_norm`,
      intermediate: `${layer}.ffn.lin1`,
      output: `${layer}.ffn.lin2`,
      outputNorm: `${layer}.output_layer_norm`,
    };
  },
  maskedLanguageModel: { prefix: 'vocab_', decoder: 'vocab_projector' },
  pooler: false,
  attentionOutputDropout: false,
  firstPosition: () => 0,
  read: (reader) => ({
    modelType: 'distilbert',
    layers: reader.count('n_layers', 6),
    hiddenSize: reader.count('dim', 768),
    heads: reader.count('n_heads', 12),
    intermediateSize: reader.count('hidden_dim', 3072),
    activation: reader.activation('activation'),
    vocabularySize: reader.count('vocab_size'),
    positions: reader.count('max_position_embeddings', 512),
    types: 0,
    paddingId: reader.count('pad_token_id', 0, 0),
    hiddenDropout: reader.rate('dropout', 0.1),
    attentionDropout: reader.rate('attention_dropout', 0.1),
    layerNormEpsilon: 1e-12,
    initializerRange: reader.positive('initializer_range', 0.02),
  }),
  write: (config) => ({
    n_layers: config.layers,
    dim: config.hiddenSize,
    n_heads: config.heads,
    hidden_dim: config.intermediateSize,
    activation: activationName(config.activation),
    vocab_size: config.vocabularySize,
    max_position_embeddings: config.positions,
    pad_token_id: config.paddingId,
    dropout: config.hiddenDropout,
    attention_dropout: config.attentionDropout,
    initializer_range: config.initializerRange,
  }),
};
