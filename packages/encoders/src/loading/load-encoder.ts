import { readdir } from 'node:fs/promises';
import {
  type Encoder,
  type ErrorLocation,
  type JsonObject,
  requireKnownOptions,
  TomoniError,
} from '@tomoni/spec';
import { type Analyzer, loadTokenizer, type Segmenter } from '@tomoni/tokenization';
import { configFile, weightFiles, weightsIndexFile } from '../checkpoint/checkpoint-files.js';
import { readCheckpoint } from '../checkpoint/read-checkpoint.js';
import { NetworkEncoder } from '../encoder/network-encoder.js';
import { textEncoderParts } from '../encoder/text-encoder-parts.js';
import { familyOf, modelTypes } from '../family/families.js';
import type { Family } from '../family/family.js';
import type { HubOptions } from '../hub/fetch-model.js';
import { ConfigReader } from '../transformer/config-reader.js';
import type { CompleteConfig } from '../transformer/transformer-config.js';
import { locateModel } from './locate-model.js';
import { readJson } from './read-json.js';

/** How an encoder is loaded. */
export interface LoadEncoderOptions<Layers extends number = number> extends HubOptions {
  /** Number of layers that the encoder must have; as a literal it lets the compiler check the layers that tasks read. */
  readonly layers?: Layers;
  /**
   * Finds the words for a tokenizer that needs a morphological analyser before it, as many Japanese ones do; it is saved with
   * the tokenizer. Default: see `loadTokenizer`, which takes IPADIC from `kuromoji()`.
   */
  readonly analyzer?: Analyzer;
  /** Finds the words of a text in place of an analyser. */
  readonly segmenter?: Segmenter;
}

/**
 * Loads an encoder from a folder in the Hugging Face layout, or from the Hugging Face Hub through the cache that
 * Python's huggingface_hub uses: `config.json`, safetensors weights in one file or several, and a tokenizer.
 *
 * The environment variables `HF_ENDPOINT`, `HF_TOKEN`, `HF_HOME`, `HF_HUB_CACHE` and `HF_HUB_OFFLINE` are obeyed.
 *
 * @param source path of a folder, or a name such as `sentence-transformers/all-MiniLM-L6-v2`
 * @throws TomoniError `not-found` where there is no such model or no safetensors, `mismatch` where configuration,
 *   weights, tokenizer and `layers` do not fit together, `malformed-file` or `damaged-file` where a file is
 *   broken, `aborted` on `signal`
 *
 * @example
 * ```ts
 * import { loadEncoder } from '@tomoni/encoders';
 *
 * const encoder = await loadEncoder('sentence-transformers/all-MiniLM-L6-v2', { layers: 6 });
 * console.log(encoder.config.hiddenSize); // 384
 * ```
 */
export async function loadEncoder<const Layers extends number = number>(
  source: string,
  options: LoadEncoderOptions<Layers> = {},
): Promise<Encoder<Layers>> {
  requireKnownOptions('loadEncoder()', options, [
    'layers',
    'analyzer',
    'segmenter',
    'revision',
    'cacheFolder',
    'token',
    'progress',
    'signal',
  ]);
  const { layers, analyzer, segmenter, ...hub } = options;
  const folder = await locateModel(source, hub);
  const where = { file: source };
  const json = await readJson(folder, configFile);
  const family = familyIn(json, where);
  const config = family.read(new ConfigReader(json, where));
  checkDepth(config, layers, where);
  const present = new Set(await readdir(folder));
  const files = await weightFiles(present, source, () => readJson(folder, weightsIndexFile));
  const tokenizer = await loadTokenizer(folder, {
    ...(analyzer === undefined ? {} : { analyzer }),
    ...(segmenter === undefined ? {} : { segmenter }),
  });
  const parts = textEncoderParts({ name: source, family, config, tokenizer, json });
  const checkpoint = await readCheckpoint(folder, files, parts.network.parameters, parts.nameOf);
  return new NetworkEncoder(parts, checkpoint);
}

function familyIn(json: JsonObject, where: ErrorLocation): Family {
  const family = familyOf(json.model_type);
  if (family !== undefined) return family;
  const found = json.model_type === undefined ? 'no model_type' : `the model_type '${json.model_type}'`;
  throw new TomoniError({
    code: 'mismatch',
    what: `The configuration has ${found}, which is not one that can be loaded.`,
    where,
    remedy: `Use a model of one of these types: ${modelTypes}.`,
  });
}

function checkDepth<Layers extends number>(
  config: CompleteConfig,
  layers: Layers | undefined,
  where: ErrorLocation,
): asserts config is CompleteConfig<Layers> {
  if (layers !== undefined && layers !== config.layers)
    throw new TomoniError({
      code: 'mismatch',
      what: `The encoder has ${config.layers} layers, not ${layers}.`,
      where,
      remedy: `Load it with \`layers: ${config.layers}\`.`,
    });
}
