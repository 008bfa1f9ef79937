import {
  adamW,
  bertConfig,
  createEncoder,
  type Encoder,
  loadEncoder,
  multitask,
  progressBar,
  randomMasking,
  trainedEncoder,
  trainJapaneseWordPiece,
} from 'tomoni';

/** A pretrained encoder by name or folder; or a small one, pretrained by masking on the texts that are trained on. */
export async function encoderFor(name: string | undefined, texts: readonly string[]): Promise<Encoder> {
  if (name !== undefined) return loadEncoder(name);
  const maxLength = 48;
  const tokenizer = await trainJapaneseWordPiece(texts, { vocabularySize: 2000, maxLength });
  const shape = bertConfig({
    layers: 2,
    hiddenSize: 48,
    heads: 4,
    intermediateSize: 96,
    positions: maxLength,
  });
  const start = createEncoder(shape, { tokenizer, seed: 1 });
  console.log('A small encoder learns to restore masked tokens of the training texts:');
  const model = await multitask(start)
    .main('words', randomMasking())
    .optimizer(adamW(3e-3))
    .stopping({ maxEpochs: 15 })
    .fit(
      texts.map((text) => ({ text })),
      { seed: 1, callbacks: [progressBar()] },
    );
  const encoder = await trainedEncoder(model);
  model.dispose();
  start.dispose();
  return encoder;
}
