import { createRng, type Encoder, type EncoderConfig, requireKnownOptions } from '@tomoni/spec';
import { configFile } from '../checkpoint/checkpoint-files.js';
import { jsonFile } from '../encoder/json-file.js';
import { type EncoderParts, NetworkEncoder } from '../encoder/network-encoder.js';
import type { Activation } from '../operations/activation.js';
import { constantTensor, normalTensor } from '../weights/initial-weights.js';
import { checkVectorConfig, type VectorConfig, vectorConfigJson } from './vector-config.js';
import { vectorEncoding } from './vector-encoding.js';
import { type VectorInput, vectorNetwork } from './vector-network.js';

/** The shape of an encoder over numbers, and where its weights start. */
export interface VectorEncoderOptions<Sizes extends readonly number[]> {
  /** Numbers per example. */
  readonly inputSize: number;
  /** Width of each layer, from the lowest to the highest. */
  readonly hiddenSizes: Sizes;
  /** Default `relu`. */
  readonly activation?: Activation;
  /** Dropout after each layer's activation. Default 0. */
  readonly dropout?: number;
  /** Seed of the initial weights, a whole number from 0 on. */
  readonly seed: number;
  /** Name of the encoder. Default `vector`. */
  readonly name?: string;
}

/**
 * An encoder over feature vectors: a multilayer perceptron whose layer k is its k-th hidden layer, layer 0 the input.
 *
 * Weights start normal with variance 2/n for n inputs where the activation halves the range, else 1/n; biases at 0.
 * Source: He et al., "Delving Deep into Rectifiers", ICCV 2015.
 *
 * @throws TomoniError `invalid-argument` where a size, the activation or the rate cannot be
 *
 * @example
 * ```ts
 * import { vectorEncoder } from '@tomoni/encoders';
 *
 * const encoder = vectorEncoder({ inputSize: 4, hiddenSizes: [16, 8], seed: 1 });
 * const [encoding] = encoder.encode([5.1, 3.5, 1.4, 0.2]);
 * console.log(encoder.config.depth, encoding?.values?.length); // 2 4
 * ```
 */
export function vectorEncoder<const Sizes extends readonly number[]>(
  options: VectorEncoderOptions<Sizes>,
): Encoder<Sizes['length'], readonly number[]> {
  requireKnownOptions('vectorEncoder()', options, [
    'inputSize',
    'hiddenSizes',
    'activation',
    'dropout',
    'seed',
    'name',
  ]);
  const { inputSize, hiddenSizes, activation = 'relu', dropout = 0, seed, name = 'vector' } = options;
  const config: VectorConfig<Sizes> = { inputSize, hiddenSizes, activation, dropout };
  const parts = vectorEncoderParts(name, config);
  const rng = createRng(seed).fork('initial weights');
  const gain = activation === 'tanh' ? 1 : 2;
  const weights = new Map(
    parts.network.parameters.map(({ name: parameter, shape }) => [
      parameter,
      shape.length === 2
        ? normalTensor(shape, Math.sqrt(gain / (shape[1] as number)), rng.fork(parameter))
        : constantTensor(shape, 0),
    ]),
  );
  return new NetworkEncoder(parts, { weights, extras: new Map() });
}

/** An encoder over numbers without its weights. */
export function vectorEncoderParts<Sizes extends readonly number[]>(
  name: string,
  vectorConfig: VectorConfig<Sizes>,
): EncoderParts<Sizes['length'], readonly number[], VectorInput> {
  checkVectorConfig(vectorConfig);
  const { inputSize, hiddenSizes } = vectorConfig;
  const config: EncoderConfig<Sizes['length']> = {
    kind: 'vector',
    name,
    depth: hiddenSizes.length,
    hiddenSize: hiddenSizes.at(-1) as number,
    widths: [inputSize, ...hiddenSizes],
    maxLength: 1,
    vocabularySize: 0,
  };
  return {
    config,
    network: vectorNetwork(vectorConfig),
    files: () => new Map([[configFile, jsonFile(vectorConfigJson(vectorConfig))]]),
    nameOf: (stored) => stored,
    storedName: (name) => name,
    takes: () => false,
    encode: (input) => [vectorEncoding(input, inputSize)],
  };
}
