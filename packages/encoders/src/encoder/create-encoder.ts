import {
  createRng,
  type Encoder,
  type HostTensor,
  type Rng,
  type Tokenizer,
  TomoniError,
} from '@tomoni/spec';
import { familyOf, modelTypes } from '../family/families.js';
import type { Family } from '../family/family.js';
import type { CompleteConfig, TransformerConfig } from '../transformer/transformer-config.js';
import { constantTensor, normalTensor } from '../weights/initial-weights.js';
import type { Reread } from '../weights/shared-weights.js';
import { NetworkEncoder } from './network-encoder.js';
import { textEncoderParts } from './text-encoder-parts.js';

/** What a configuration needs to become an encoder. */
export interface CreateEncoderOptions {
  readonly tokenizer: Tokenizer;
  /** Seed of the initial weights, a whole number from 0 on. */
  readonly seed: number;
  /** Name of the encoder. Default: the family's. */
  readonly name?: string;
}

/**
 * An encoder with random weights, as BERT starts: normal with the configured deviation, biases 0, the rows of the
 * padding token 0, normalisations that change nothing.
 *
 * @throws TomoniError `invalid-argument` where the family is not known, `mismatch` where configuration and tokenizer
 *   do not fit together
 *
 * @example
 * ```ts
 * import { bertConfig, createEncoder } from '@tomoni/encoders';
 * import { loadTokenizer } from '@tomoni/tokenization';
 *
 * const tokenizer = await loadTokenizer('my-tokenizer');
 * const encoder = createEncoder(bertConfig({ layers: 2, hiddenSize: 128, heads: 2 }), { tokenizer, seed: 1 });
 * console.log(encoder.config.depth); // 2
 * ```
 */
export function createEncoder<Layers extends number>(
  config: TransformerConfig<Layers>,
  { tokenizer, seed, name = config.modelType }: CreateEncoderOptions,
): Encoder<Layers> {
  const family = familyOf(config.modelType);
  if (family === undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `There is no family of encoders '${config.modelType}'.`,
      remedy: `Give one of ${modelTypes}.`,
    });
  const complete = completeConfig(config, tokenizer);
  const parts = textEncoderParts({ name, family, config: complete, tokenizer });
  const rng = createRng(seed).fork('initial weights');
  const padded = new Set(paddedTables(family));
  const draw = (parameter: string, shape: readonly number[]) => {
    const table = normalTensor(shape, config.initializerRange, rng.fork(parameter));
    return padded.has(parameter) ? withoutRow(table, complete.paddingId) : table;
  };
  const weights = new Map<string, HostTensor>();
  const reread = new Map<string, Reread>();
  for (const { name: parameter, shape } of parts.network.parameters) {
    const start =
      shape.length === 2
        ? () => draw(parameter, shape)
        : () => constantTensor(shape, parameter.endsWith('.bias') ? 0 : 1);
    reread.set(parameter, start);
    weights.set(parameter, start());
  }
  return new NetworkEncoder(parts, { weights, extras: pooler(family, complete, rng), reread });
}

function completeConfig<Layers extends number>(
  config: TransformerConfig<Layers>,
  { vocabulary }: Tokenizer,
): CompleteConfig<Layers> {
  return {
    ...config,
    vocabularySize: config.vocabularySize ?? vocabulary.size,
    paddingId: config.paddingId ?? vocabulary.idOf(vocabulary.special.padding) ?? 0,
  };
}

/** Tables in which padding has a row of its own. */
function paddedTables({ embeddings, firstPosition }: Family): string[] {
  const tables = [embeddings.tokens, ...(firstPosition(0) > 0 ? [embeddings.positions] : [])];
  return tables.map((table) => `${table}.weight`);
}

function withoutRow({ shape, data }: HostTensor, row: number): HostTensor {
  const width = shape[1] as number;
  return { shape, data: data.fill(0, row * width, (row + 1) * width) };
}

/** The pooler that Python transformers expects; nothing here reads it. */
function pooler(
  { pooler: hasPooler }: Family,
  { hiddenSize, initializerRange }: CompleteConfig,
  rng: Rng,
): ReadonlyMap<string, HostTensor> {
  if (!hasPooler) return new Map();
  const name = 'pooler.dense.weight';
  return new Map([
    [name, normalTensor([hiddenSize, hiddenSize], initializerRange, rng.fork(name))],
    ['pooler.dense.bias', constantTensor([hiddenSize], 0)],
  ]);
}
