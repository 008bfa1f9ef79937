import { bertConfig, createEncoder, type Encoder, loadEncoder, trainWordPiece } from 'tomoni';

/** A pretrained encoder by name or folder; or a small one with random weights, whose vocabulary is learnt from the texts. */
export async function encoderFor(name: string | undefined, texts: readonly string[]): Promise<Encoder> {
  if (name !== undefined) return loadEncoder(name);
  const maxLength = 24;
  const tokenizer = await trainWordPiece(texts, { vocabularySize: 1500, maxLength });
  const shape = bertConfig({
    layers: 2,
    hiddenSize: 32,
    heads: 4,
    intermediateSize: 64,
    positions: maxLength,
  });
  return createEncoder(shape, { tokenizer, seed: 1 });
}
