import {
  type EncoderConfig,
  type Encoding,
  type InputOptions,
  type JsonObject,
  type NamedHostTensors,
  type TextInput,
  type Tokenizer,
  TomoniError,
} from '@tomoni/spec';
import { configFile } from '../checkpoint/checkpoint-files.js';
import { parameterName } from '../checkpoint/parameter-name.js';
import type { Family } from '../family/family.js';
import { longestEncoding, transformer } from '../transformer/transformer.js';
import type { CompleteConfig } from '../transformer/transformer-config.js';
import type { TransformerInput } from '../transformer/transformer-input.js';
import { jsonFile } from './json-file.js';
import type { EncoderParts } from './network-encoder.js';

/** What a text encoder is made of, besides its weights. */
export interface TextEncoderOptions<Layers extends number> {
  readonly name: string;
  readonly family: Family;
  readonly config: CompleteConfig<Layers>;
  readonly tokenizer: Tokenizer;
  /** The configuration file that it was read from; its unknown fields are kept. */
  readonly json?: JsonObject;
}

/**
 * A transformer encoder over texts, without its weights.
 *
 * @throws TomoniError `mismatch` where width and heads, or vocabulary and tokenizer, do not fit together
 */
export function textEncoderParts<Layers extends number>({
  name,
  family,
  config: shape,
  tokenizer,
  json = {},
}: TextEncoderOptions<Layers>): EncoderParts<Layers, TextInput, TransformerInput> {
  checkShape(shape, family, name);
  checkTokenizer(shape, tokenizer, name);
  const config: EncoderConfig<Layers> = {
    kind: family.modelType,
    name,
    depth: shape.layers,
    hiddenSize: shape.hiddenSize,
    maxLength: Math.min(longestEncoding(family, shape), tokenizer.maxLength),
    vocabularySize: shape.vocabularySize,
    layerNormEpsilon: shape.layerNormEpsilon,
    heads: shape.heads,
  };
  const network = transformer(family, shape);
  const { prefix, decoder } = family.maskedLanguageModel;
  const copied = json.tie_word_embeddings === false ? undefined : `${decoder}.weight`;
  const isPooler = (extra: string) => family.pooler && /^pooler\.dense\.(weight|bias)$/.test(extra);
  const bare = new Set(network.parameters.map((parameter) => parameter.name));
  const hasHead = (extras: NamedHostTensors) => [...extras.keys()].some((extra) => !isPooler(extra));
  return {
    config,
    network,
    tokenizer,
    files: (extras) =>
      new Map([
        [configFile, jsonFile(configJson(family, shape, json, hasHead(extras)))],
        ...[...tokenizer.files()].filter(([file]) => file !== configFile),
      ]),
    nameOf: (stored) => (stored === copied ? undefined : parameterName(family, stored)),
    storedName: (own, extras) =>
      hasHead(extras) && (bare.has(own) || isPooler(own)) ? `${family.prefix}.${own}` : own,
    takes: (extra) => isPooler(extra) || extra.startsWith(prefix),
    encode: (input, options) => encode(tokenizer, config, input, options),
  };
}

function encode(
  tokenizer: Tokenizer,
  config: EncoderConfig,
  input: TextInput,
  { long = 'truncate', ...options }: InputOptions,
): readonly Encoding[] {
  const maxLength = options.maxLength ?? config.maxLength;
  if (maxLength > config.maxLength)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Encodings of ${maxLength} tokens were asked for, but the encoder takes at most ${config.maxLength}.`,
      remedy: `Give a \`maxLength\` of at most ${config.maxLength}; \`long: 'windows'\` reads all of a longer text.`,
    });
  if (long === 'windows') return tokenizer.windows(input, { ...options, maxLength });
  const { overlap: _, ...cut } = options;
  return [tokenizer.encode(input, { ...cut, maxLength })];
}

function checkShape(config: CompleteConfig, family: Family, name: string): void {
  const { hiddenSize, heads, paddingId, vocabularySize } = config;
  if (hiddenSize % heads !== 0)
    refuse(name, `The width ${hiddenSize} cannot be shared evenly by ${heads} heads.`, 'Change one of them.');
  if (paddingId >= vocabularySize)
    refuse(
      name,
      `The padding index ${paddingId} lies outside the vocabulary of ${vocabularySize}.`,
      'Correct the configuration.',
    );
  if (longestEncoding(family, config) < 1)
    refuse(
      name,
      `${config.positions} positions leave no room for a token.`,
      `Give more than ${family.firstPosition(paddingId)} positions.`,
    );
}

function checkTokenizer({ vocabularySize }: CompleteConfig, { vocabulary }: Tokenizer, name: string): void {
  if (vocabulary.size > vocabularySize)
    refuse(
      name,
      `The tokenizer knows ${vocabulary.size} tokens, but the token embeddings have ${vocabularySize} rows.`,
      'Use the tokenizer that belongs to this configuration.',
    );
}

function refuse(name: string, what: string, remedy: string): never {
  throw new TomoniError({ code: 'mismatch', what, where: { file: name }, remedy });
}

/** What is saved are weights in float32, whatever was loaded: those of the bare encoder, or with the head that the checkpoint names, else a masked language model's. */
function configJson(family: Family, config: CompleteConfig, json: JsonObject, withHead: boolean): JsonObject {
  const { dtype: _, quantization_config: __, ...kept } = json;
  const { architectures } = kept;
  const bare = [family.architecture];
  const named =
    Array.isArray(architectures) && architectures.join() !== bare.join() ? architectures : undefined;
  return {
    ...kept,
    ...family.write(config),
    model_type: family.modelType,
    architectures: withHead ? (named ?? [family.architecture.replace(/Model$/, 'ForMaskedLM')]) : bare,
    torch_dtype: 'float32',
  };
}
