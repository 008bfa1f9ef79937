import { existsSync } from 'node:fs';
import {
  adamW,
  bertConfig,
  createEncoder,
  type Encoder,
  loadEncoder,
  multitask,
  progressBar,
  randomMasking,
  saveEncoder,
  trainedEncoder,
} from 'tomoni';
import { learnTokenizer } from './tokenizer.js';

/**
 * A small encoder that learnt its vocabulary, and to restore masked tokens, from texts that no fold has: all folds can start
 * from it. It is kept in a folder, so that a study that goes on goes on from the same one.
 */
export async function smallEncoder(
  folder: string,
  texts: readonly string[],
  maxLength: number,
): Promise<Encoder> {
  if (existsSync(folder)) return loadEncoder(folder);
  const tokenizer = await learnTokenizer(texts, { vocabularySize: 2000, maxLength });
  const shape = bertConfig({
    layers: 4,
    hiddenSize: 48,
    heads: 4,
    intermediateSize: 96,
    positions: maxLength,
  });
  console.log(`A small encoder learns to restore masked tokens of ${texts.length} texts that no fold has:`);
  const model = await multitask(createEncoder(shape, { tokenizer, seed: 1 }))
    .main('words', randomMasking())
    .optimizer(adamW(3e-3))
    .stopping({ maxEpochs: 15 })
    .fit(
      texts.map((text) => ({ text })),
      { seed: 1, callbacks: [progressBar()] },
    );
  await saveEncoder(folder, await trainedEncoder(model));
  model.dispose();
  return loadEncoder(folder);
}
