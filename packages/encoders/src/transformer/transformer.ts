import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { ParameterInfo } from '@tomoni/spec';
import type { Family, LayerNames } from '../family/family.js';
import type { Network, NetworkLayer } from '../network/network.js';
import type { Scaling } from '../operations/layer-norm.js';
import type { Affine } from '../operations/linear.js';
import { type EmbeddingOptions, type EmbeddingWeights, embed } from './embeddings.js';
import { type LayerOptions, type LayerWeights, transformerLayer } from './layer.js';
import { layerOperations } from './layer-operations.js';
import type { CompleteConfig } from './transformer-config.js';
import { type TransformerInput, transformerInput } from './transformer-input.js';

/** Longest encoding that a configuration leaves room for. */
export function longestEncoding(family: Family, { positions, paddingId }: CompleteConfig): number {
  return positions - family.firstPosition(paddingId);
}

/** The network of a transformer encoder: embeddings as layer 0, then layers of attention and feed-forward. */
export function transformer(family: Family, config: CompleteConfig): Network<TransformerInput> {
  const { layers, heads, activation, hiddenDropout, attentionDropout, layerNormEpsilon } = config;
  const embeddingOptions: EmbeddingOptions = {
    firstPosition: family.firstPosition(config.paddingId),
    dropout: hiddenDropout,
    epsilon: layerNormEpsilon,
  };
  const layerOptions: LayerOptions = {
    heads,
    activation,
    attentionDropout,
    attentionOutputDropout: family.attentionOutputDropout ? hiddenDropout : 0,
    outputDropout: hiddenDropout,
    epsilon: layerNormEpsilon,
  };
  const limits = { ...config, maxLength: longestEncoding(family, config) };
  return {
    depth: layers,
    parameters: transformerParameters(family, config),
    attention: true,
    selective: true,
    operations: (layer, tokens, queries) => (layer === 0 ? 0 : layerOperations(config, tokens, queries)),
    description: JSON.stringify([family.modelType, embeddingOptions, layerOptions]),
    tokenEmbeddings: `${family.embeddings.tokens}.weight`,
    read: (encodings, options) => transformerInput(encodings, limits, options),
    bind: (weights) => {
      const embeddings = embeddingWeights(family, weights);
      const first: NetworkLayer<TransformerInput> = (_, input, { dropout }) => ({
        states: embed(input, embeddings, embeddingOptions, dropout),
      });
      const others = Array.from({ length: layers }, (_, index): NetworkLayer<TransformerInput> => {
        const layer = layerWeights(family.layer(index), weights);
        return (below, input, run) => transformerLayer(below as Tensor2D, input, layer, layerOptions, run);
      });
      return [first, ...others];
    },
  };
}

/** The parameters in the order of Python transformers. */
function transformerParameters(family: Family, config: CompleteConfig): ParameterInfo[] {
  const { layers: depth, hiddenSize, intermediateSize, vocabularySize, positions, types } = config;
  const parameter = (
    layer: number,
    name: string,
    shape: readonly number[],
    decay: boolean,
  ): ParameterInfo => ({
    name,
    layer,
    depth,
    shape,
    decay,
  });
  const affine = (layer: number, name: string, out: number, input: number) => [
    parameter(layer, `${name}.weight`, [out, input], true),
    parameter(layer, `${name}.bias`, [out], false),
  ];
  const norm = (layer: number, name: string) => [
    parameter(layer, `${name}.weight`, [hiddenSize], false),
    parameter(layer, `${name}.bias`, [hiddenSize], false),
  ];
  const table = (name: string, rows: number) => parameter(0, `${name}.weight`, [rows, hiddenSize], true);
  const { embeddings } = family;
  const layer = (index: number) => {
    const names = family.layer(index);
    const k = index + 1;
    return [
      ...affine(k, names.query, hiddenSize, hiddenSize),
      ...affine(k, names.key, hiddenSize, hiddenSize),
      ...affine(k, names.value, hiddenSize, hiddenSize),
      ...affine(k, names.attentionOutput, hiddenSize, hiddenSize),
      ...norm(k, names.attentionNorm),
      ...affine(k, names.intermediate, intermediateSize, hiddenSize),
      ...affine(k, names.output, hiddenSize, intermediateSize),
      ...norm(k, names.outputNorm),
    ];
  };
  return [
    table(embeddings.tokens, vocabularySize),
    table(embeddings.positions, positions),
    ...(embeddings.types === undefined ? [] : [table(embeddings.types, types)]),
    ...norm(0, embeddings.norm),
    ...Array.from({ length: depth }, (_, index) => layer(index)).flat(),
  ];
}

function embeddingWeights({ embeddings }: Family, weights: (name: string) => Tensor): EmbeddingWeights {
  const table = (name: string) => weights(`${name}.weight`) as Tensor2D;
  return {
    tokens: table(embeddings.tokens),
    positions: table(embeddings.positions),
    ...(embeddings.types === undefined ? {} : { types: table(embeddings.types) }),
    norm: scaling(embeddings.norm, weights),
  };
}

function layerWeights(names: LayerNames, weights: (name: string) => Tensor): LayerWeights {
  return {
    query: affine(names.query, weights),
    key: affine(names.key, weights),
    value: affine(names.value, weights),
    attentionOutput: affine(names.attentionOutput, weights),
    attentionNorm: scaling(names.attentionNorm, weights),
    intermediate: affine(names.intermediate, weights),
    output: affine(names.output, weights),
    outputNorm: scaling(names.outputNorm, weights),
  };
}

function affine(name: string, weights: (name: string) => Tensor): Affine {
  return { weight: weights(`${name}.weight`) as Tensor2D, bias: weights(`${name}.bias`) as Tensor1D };
}

function scaling(name: string, weights: (name: string) => Tensor): Scaling {
  return { weight: weights(`${name}.weight`) as Tensor1D, bias: weights(`${name}.bias`) as Tensor1D };
}
