import { existsSync } from 'node:fs';
import {
  adamW,
  bertConfig,
  createEncoder,
  multitask,
  progressBar,
  randomMasking,
  saveEncoder,
  trainedEncoder,
  trainJapaneseWordPiece,
} from 'tomoni';

/**
 * Makes a small encoder, in a folder that keeps it for a study that goes on. It learns its vocabulary, and to restore masked
 * tokens, from texts that no fold has, so that all folds can start from it.
 */
export async function makeSmallEncoder(
  folder: string,
  texts: readonly string[],
  maxLength: number,
): Promise<void> {
  if (existsSync(folder)) return;
  const tokenizer = await trainJapaneseWordPiece(texts, { vocabularySize: 2000, maxLength });
  const shape = bertConfig({
    layers: 3,
    hiddenSize: 48,
    heads: 4,
    intermediateSize: 96,
    positions: maxLength,
  });
  console.log(`A small encoder learns to restore masked tokens of ${texts.length} texts that no fold has:`);
  const model = await multitask(createEncoder(shape, { tokenizer, seed: 1 }))
    .main('words', randomMasking())
    .optimizer(adamW(3e-3))
    .stopping({ maxEpochs: 10 })
    .fit(
      texts.map((text) => ({ text })),
      { seed: 1, callbacks: [progressBar()] },
    );
  await saveEncoder(folder, await trainedEncoder(model));
  model.dispose();
}
