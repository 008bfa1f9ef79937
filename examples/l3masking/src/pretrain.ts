import { join } from 'node:path';
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

/** A small BERT with random weights, whose vocabulary is learnt from the texts. */
export async function smallEncoder(texts: readonly string[]): Promise<Encoder> {
  const tokenizer = await trainWordPiece(texts, { vocabularySize: 2000, maxLength: 64 });
  const shape = bertConfig({ layers: 2, hiddenSize: 64, heads: 4, intermediateSize: 128, positions: 64 });
  return createEncoder(shape, { tokenizer, seed: 1 });
}

/**
 * Pretrains an encoder by random masking, and reads it again as it was saved: with the head that restores tokens, which
 * pseudo-likelihoods are read from.
 */
export async function pretrain(
  encoder: Encoder,
  texts: readonly string[],
  {
    epochs,
    learningRate,
    folder,
  }: { readonly epochs: number; readonly learningRate: number; readonly folder: string },
): Promise<Encoder> {
  const model = await multitask(encoder)
    .main('words', randomMasking())
    .input({ maxLength: Math.min(128, encoder.config.maxLength) })
    .optimizer(adamW(learningRate))
    .stopping({ maxEpochs: epochs })
    .fit(
      texts.map((text) => ({ text })),
      { seed: 1, callbacks: [progressBar()] },
    );
  const saved = join(folder, 'pretrained');
  await model.save(saved);
  model.dispose();
  return loadEncoder(saved);
}
