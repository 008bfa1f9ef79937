import { writeFolder } from '@tomoni/data';
import type { Encoder, NamedHostTensors } from '@tomoni/spec';
import { none } from '../selection/selections.js';
import { writeEncoder } from './write-encoder.js';

/** What may be saved in place of what the encoder starts from. */
export interface SaveEncoderOptions {
  /** Trained weights, as `EncoderInstance.weights` gives them. Default: those that the encoder starts from. */
  readonly weights?: NamedHostTensors;
}

/**
 * Saves an encoder as a folder that `loadEncoder` and Python's `AutoModel.from_pretrained` load: `config.json`,
 * `model.safetensors` in float32, and the tokenizer's files. The folder is written whole or not at all.
 *
 * The encoder's `extras`, such as a pooler and a masked language model head, are saved as they are in the weights, by
 * default as they were loaded; with a head, Python's `AutoModelForMaskedLM` loads the folder too.
 *
 * @throws TomoniError `invalid-argument` where the folder holds something else, `mismatch` where the weights do not
 *   fit the encoder, `exhausted` where the disk is full
 *
 * @example
 * ```ts
 * import { loadEncoder, saveEncoder } from '@tomoni/encoders';
 *
 * const encoder = await loadEncoder('sentence-transformers/all-MiniLM-L6-v2');
 * await saveEncoder('out/encoder', encoder);
 * ```
 */
export async function saveEncoder<Layers extends number, Input>(
  folder: string,
  encoder: Encoder<Layers, Input>,
  { weights }: SaveEncoderOptions = {},
): Promise<void> {
  const saved = await weightsOf(weights === undefined ? encoder : encoder.withWeights(weights));
  await writeFolder(folder, (temporary) => writeEncoder(temporary, encoder, saved));
}

async function weightsOf<Layers extends number, Input>(
  encoder: Encoder<Layers, Input>,
): Promise<NamedHostTensors> {
  const instance = encoder.instantiate({ trainable: none() });
  try {
    return await instance.weights();
  } finally {
    instance.dispose();
  }
}
