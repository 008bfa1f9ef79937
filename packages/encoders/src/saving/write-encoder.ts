import { join } from 'node:path';
import { writeFileDurably, writeSafetensors } from '@tomoni/data';
import type { Encoder, NamedHostTensors } from '@tomoni/spec';
import { weightsFile } from '../checkpoint/checkpoint-files.js';

/**
 * Writes an encoder with other weights into a folder that is there, in the Hugging Face layout; `saveEncoder` makes the
 * folder too, and writes it whole or not at all.
 *
 * @param weights parameters and extras, as `EncoderInstance.weights` gives them
 * @throws TomoniError `mismatch` where the weights do not fit the encoder, `exhausted` where the disk is full
 *
 * @example
 * ```ts
 * import { loadEncoder, none, writeEncoder } from '@tomoni/encoders';
 *
 * const encoder = await loadEncoder('google-bert/bert-base-uncased');
 * const instance = encoder.instantiate({ trainable: none() });
 * await writeEncoder('out', encoder, await instance.weights());
 * instance.dispose();
 * ```
 */
export async function writeEncoder<Layers extends number, Input>(
  folder: string,
  encoder: Encoder<Layers, Input>,
  weights: NamedHostTensors,
): Promise<void> {
  const saved = encoder.withWeights(weights);
  try {
    for (const [name, bytes] of saved.files()) await writeFileDurably(join(folder, name), bytes);
    const stored = new Map(
      [...weights].map(([name, tensor]) => [saved.storedName?.(name) ?? name, tensor] as const),
    );
    await writeSafetensors(join(folder, weightsFile), stored, { metadata: { format: 'pt' } });
  } finally {
    saved.dispose();
  }
}
