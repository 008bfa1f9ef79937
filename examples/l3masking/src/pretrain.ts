import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, writeFileDurably, writeSafetensors } from '@tomoni/data';
import {
  adamW,
  bertConfig,
  createEncoder,
  type Encoder,
  loadEncoder,
  multitask,
  progressBar,
  randomMasking,
  trainWordPiece,
} from 'tomoni';

/**
 * Pretrains a small BERT by random masking and saves it as Python transformers does: the encoder, and with it the head that
 * restores tokens, which pseudo-likelihoods are read from.
 */
export async function pretrain(texts: readonly string[], epochs: number, folder: string): Promise<Encoder> {
  const tokenizer = await trainWordPiece(texts, { vocabularySize: 2000, maxLength: 64 });
  const shape = bertConfig({ layers: 2, hiddenSize: 64, heads: 4, intermediateSize: 128, positions: 64 });
  const model = await multitask(createEncoder(shape, { tokenizer, seed: 1 }))
    .main('words', randomMasking())
    .optimizer(adamW(3e-3))
    .stopping({ maxEpochs: epochs })
    .fit(
      texts.map((text) => ({ text })),
      { seed: 1, callbacks: [progressBar()] },
    );
  await model.save(join(folder, 'pretraining'));
  model.dispose();

  const saved = join(folder, 'encoder');
  await rm(saved, { recursive: true, force: true });
  await mkdir(saved, { recursive: true });
  for (const [name, bytes] of model.plan.encoder.files()) await writeFileDurably(join(saved, name), bytes);
  const weights = new Map(await readSafetensors(join(folder, 'pretraining', 'model.safetensors')));
  for (const [name, tensor] of await readSafetensors(join(folder, 'pretraining', 'heads.safetensors')))
    weights.set(name.replace('heads/words/', 'cls.predictions.'), tensor);
  await writeSafetensors(join(saved, 'model.safetensors'), weights, { metadata: { format: 'pt' } });
  return loadEncoder(saved);
}
