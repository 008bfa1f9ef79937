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
  trainWordPiece,
} from 'tomoni';

/** A pretrained encoder by name or folder; or a small one, pretrained by masking and kept in `folder`, so that a study that goes on has the same. */
export async function encoderFor(
  name: string | undefined,
  texts: readonly string[],
  folder: string,
): Promise<Encoder> {
  if (name !== undefined) return loadEncoder(name);
  if (!existsSync(folder)) await pretrain(texts, folder);
  return loadEncoder(folder);
}

async function pretrain(texts: readonly string[], folder: string): Promise<void> {
  const maxLength = 48;
  const tokenizer = await trainWordPiece(texts, { vocabularySize: 2000, maxLength });
  const shape = bertConfig({
    layers: 2,
    hiddenSize: 48,
    heads: 4,
    intermediateSize: 96,
    positions: maxLength,
  });
  const start = createEncoder(shape, { tokenizer, seed: 1 });
  console.log('A small encoder learns to restore masked tokens:');
  const model = await multitask(start)
    .main('words', randomMasking())
    .optimizer(adamW(3e-3))
    .stopping({ maxEpochs: 10 })
    .fit(
      texts.map((text) => ({ text })),
      { seed: 1, callbacks: [progressBar()] },
    );
  await model.save(folder);
  model.dispose();
  start.dispose();
}
