// One training run with checkpoints after every step, meant to be killed. Prints the digest of its outcome.
// usage: node interrupted-run.mjs <folder for checkpoints>
import { createHash } from 'node:crypto';
import { bertConfig, createEncoder } from '@tomoni/encoders';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import {
  abortOnInterrupt,
  adam,
  classification,
  maskedLanguageModel,
  multitask,
  randomMasking,
  regression,
  useEngine,
} from 'tomoni';

const [folder] = process.argv.slice(2);
const words = ['the', 'film', 'book', 'was', 'very', 'good', 'bad'];
const rows = Array.from({ length: 40 }, (_, i) => {
  const middle = Array.from({ length: i % 4 }, () => 'very').join(' ');
  const text = `the ${i % 3 === 0 ? 'film' : 'book'} was ${middle} ${i % 2 === 0 ? 'good' : 'bad'}`;
  return { text, mood: i % 2 === 0 ? 'good' : 'bad', length: i % 4 };
});

await useEngine('wasm');
const encoder = createEncoder(
  bertConfig({ layers: 2, hiddenSize: 16, heads: 2, intermediateSize: 32, positions: 16 }),
  {
    tokenizer: wordPieceTokenizer({
      vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words],
      maxLength: 16,
    }),
    seed: 1,
  },
);
const model = await multitask(encoder)
  .main('mood', classification({ labels: ['good', 'bad'] }))
  .auxiliary('length', regression())
  .auxiliary('words', maskedLanguageModel(), { from: randomMasking() })
  .optimizer(adam(1e-3))
  .batching({ size: 8 })
  .stopping({ maxEpochs: 6, patience: 10 })
  .fit(rows.slice(0, 32), {
    validation: rows.slice(32),
    seed: 7,
    checkpoints: { folder, everySteps: 1 },
    signal: abortOnInterrupt(),
    callbacks: [(event) => event.type === 'step' && console.log(`step ${event.step}`)],
  });
const outcome = {
  predictions: await model.predict(rows.map(({ text }) => text)),
  entries: model.history.entries.map(({ seconds: _, ...entry }) => entry),
};
console.log(`digest ${createHash('sha256').update(JSON.stringify(outcome)).digest('hex')}`);
