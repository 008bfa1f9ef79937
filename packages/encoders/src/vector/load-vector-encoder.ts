import { type Encoder, type Json, type JsonObject, TomoniError } from '@tomoni/spec';
import { configFile, weightsFile } from '../checkpoint/checkpoint-files.js';
import { readCheckpoint } from '../checkpoint/read-checkpoint.js';
import { NetworkEncoder } from '../encoder/network-encoder.js';
import { readJson } from '../loading/read-json.js';
import { type Activation, activations } from '../operations/activation.js';
import { type VectorConfig, vectorModelType } from './vector-config.js';
import { vectorEncoderParts } from './vector-encoder.js';

/**
 * Loads an encoder over feature vectors that `saveEncoder` saved.
 *
 * @throws TomoniError `not-found` where there is no such folder, `malformed-file` where its configuration is not one
 *   of an encoder over numbers, `mismatch` where the weights do not fit it
 *
 * @example
 * ```ts
 * import { loadVectorEncoder, saveEncoder, vectorEncoder } from '@tomoni/encoders';
 *
 * await saveEncoder('out/vector', vectorEncoder({ inputSize: 4, hiddenSizes: [8], seed: 1 }));
 * const encoder = await loadVectorEncoder('out/vector');
 * console.log(encoder.config.hiddenSize); // 8
 * ```
 */
export async function loadVectorEncoder(folder: string): Promise<Encoder<number, readonly number[]>> {
  const config = vectorConfig(await readJson(folder, configFile), folder);
  const parts = vectorEncoderParts(folder, config);
  return new NetworkEncoder(
    parts,
    await readCheckpoint(folder, [weightsFile], parts.network.parameters, parts.nameOf),
  );
}

function vectorConfig(json: JsonObject, folder: string): VectorConfig {
  const { model_type, input_size, hidden_sizes, activation, dropout } = json;
  if (
    model_type === vectorModelType &&
    typeof input_size === 'number' &&
    isNumbers(hidden_sizes) &&
    isActivation(activation) &&
    typeof dropout === 'number'
  )
    return { inputSize: input_size, hiddenSizes: hidden_sizes, activation, dropout };
  throw new TomoniError({
    code: 'malformed-file',
    what: `The file ${configFile} does not describe an encoder over feature vectors.`,
    where: { file: folder },
    remedy: 'Use loadEncoder for encoders over texts.',
  });
}

function isNumbers(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

function isActivation(value: Json | undefined): value is Activation {
  return typeof value === 'string' && Object.hasOwn(activations, value);
}
