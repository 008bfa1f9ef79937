import { requireKnownOptions } from '@tomoni/spec';
import type { TransformerConfig } from '../transformer/transformer-config.js';

/** What may be chosen about an encoder that starts from random weights. */
export type TransformerOptions<Layers extends number> = Partial<
  Omit<TransformerConfig<Layers>, 'modelType' | 'layers'>
> & {
  /** Number of layers. */
  readonly layers?: Layers;
};

const base = {
  hiddenSize: 768,
  heads: 12,
  intermediateSize: 3072,
  activation: 'gelu',
  positions: 512,
  types: 2,
  hiddenDropout: 0.1,
  attentionDropout: 0.1,
  layerNormEpsilon: 1e-12,
  initializerRange: 0.02,
} as const;

/** What may be chosen in every family. */
const optionNames = [
  'layers',
  'hiddenSize',
  'heads',
  'intermediateSize',
  'activation',
  'vocabularySize',
  'positions',
  'paddingId',
  'hiddenDropout',
  'attentionDropout',
  'initializerRange',
] as const;

/**
 * The configuration of a BERT; what is left out is as in `bert-base`: 12 layers of width 768 with 12 heads.
 *
 * @example
 * ```ts
 * import { bertConfig } from '@tomoni/encoders';
 *
 * const small = bertConfig({ layers: 2, hiddenSize: 128, heads: 2, intermediateSize: 512 });
 * console.log(small.positions); // 512
 * ```
 */
export function bertConfig<const Layers extends number = 12>(
  options: TransformerOptions<Layers> = {},
): TransformerConfig<Layers> {
  requireKnownOptions('bertConfig()', options, [...optionNames, 'types', 'layerNormEpsilon']);
  return { ...base, layers: 12 as Layers, ...options, modelType: 'bert' };
}

/**
 * The configuration of a RoBERTa; what is left out is as in `roberta-base`: 12 layers of width 768 with 12 heads.
 *
 * Its position embeddings have as many more rows than the longest encoding as the padding index and one.
 *
 * @example
 * ```ts
 * import { robertaConfig } from '@tomoni/encoders';
 *
 * const small = robertaConfig({ layers: 4, positions: 130 });
 * console.log(small.types); // 1
 * ```
 */
export function robertaConfig<const Layers extends number = 12>(
  options: TransformerOptions<Layers> = {},
): TransformerConfig<Layers> {
  requireKnownOptions('robertaConfig()', options, [...optionNames, 'types', 'layerNormEpsilon']);
  return {
    ...base,
    positions: 514,
    types: 1,
    layerNormEpsilon: 1e-5,
    layers: 12 as Layers,
    ...options,
    modelType: 'roberta',
  };
}

/**
 * The configuration of a DistilBERT; what is left out is as in `distilbert-base`: 6 layers of width 768 with 12
 * heads.
 *
 * @example
 * ```ts
 * import { distilbertConfig } from '@tomoni/encoders';
 *
 * const small = distilbertConfig({ layers: 2, hiddenSize: 256, heads: 4 });
 * console.log(small.hiddenDropout); // 0.1
 * ```
 */
export function distilbertConfig<const Layers extends number = 6>(
  options: Omit<TransformerOptions<Layers>, 'types' | 'layerNormEpsilon'> = {},
): TransformerConfig<Layers> {
  requireKnownOptions('distilbertConfig()', options, optionNames);
  return { ...base, layers: 6 as Layers, ...options, types: 0, modelType: 'distilbert' };
}
