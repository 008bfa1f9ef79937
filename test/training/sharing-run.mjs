// Trains with every way of sharing up to a step, with checkpoints, and prints the digest of each whole run. Needs a build.
// usage: node sharing-run.mjs <engine> <folder for checkpoints> [step to stop at]
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import {
  adam,
  adapters,
  bertConfig,
  cgc,
  classification,
  conditionalLayerNorm,
  createEncoder,
  crossStitch,
  lora,
  mmoe,
  multitask,
  ple,
  regression,
  scalarMix,
  softSharing,
  useEngine,
} from 'tomoni';

const [engine, folder, stop] = process.argv.slice(2);
const words = ['the', 'film', 'book', 'was', 'very', 'good', 'bad'];
const rows = Array.from({ length: 40 }, (_, i) => {
  const middle = Array.from({ length: i % 4 }, () => 'very').join(' ');
  const text = `the ${i % 3 === 0 ? 'film' : 'book'} was ${middle} ${i % 2 === 0 ? 'good' : 'bad'}`;
  return { text, mood: i % 2 === 0 ? 'good' : 'bad', length: i % 4 };
});
const ways = {
  mix: scalarMix({ dropout: 0.1 }),
  mmoe: mmoe({ experts: 2 }),
  cgc: cgc({ shared: 1, own: 1 }),
  ple: ple({ levels: 2, shared: 1, own: 1 }),
  stitch: crossStitch(),
  l2: softSharing({ tie: 'l2', strength: 1e-2 }),
  trace: softSharing({ tie: 'trace norm', strength: 1e-2 }),
  lora: lora({ rank: 2, dropout: 0.1 }),
  hydra: lora({ rank: 2, shared: 'A' }),
  houlsby: adapters({ width: 4 }),
  pfeiffer: adapters({ width: 4, placement: 'pfeiffer' }),
  layer: adapters({ width: 4, placement: 'layer' }),
  norm: conditionalLayerNorm(),
};

await useEngine(engine);
const tokenizer = wordPieceTokenizer({
  vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words],
  maxLength: 16,
});
const size = { layers: 2, hiddenSize: 16, heads: 2, intermediateSize: 32, positions: 16 };
const encoder = createEncoder(bertConfig(size), { tokenizer, seed: 1 });

for (const [name, sharing] of Object.entries(ways)) {
  const controller = new AbortController();
  const run = multitask(encoder)
    .main('mood', classification({ labels: ['good', 'bad'] }))
    .auxiliary('length', regression(), { layer: 1 })
    .sharing(sharing)
    .optimizer(adam(1e-3))
    .batching({ size: 8 })
    .stopping({ maxEpochs: 4 })
    .fit(rows, {
      seed: 7,
      checkpoints: { folder: join(folder, name) },
      signal: controller.signal,
      callbacks: [(event) => event.type === 'step' && event.step === Number(stop) && controller.abort()],
    });
  try {
    const model = await run;
    const outcome = {
      predictions: await model.predict(rows.map(({ text }) => text)),
      entries: model.history.entries.map(({ seconds: _, ...entry }) => entry),
    };
    console.log(`${name} ${createHash('sha256').update(JSON.stringify(outcome)).digest('hex')}`);
    model.dispose();
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  }
}
