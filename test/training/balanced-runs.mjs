// Trains with every method of the weighting catalogue for some steps, and tells of each the digest of what came out. Needs a build.
// usage: node balanced-runs.mjs <folder> whole|begin|resume
//   whole: all steps at once; begin: half of them, saved to the folder; resume: goes on from there
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { bertConfig, createEncoder } from '@tomoni/encoders';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import * as weightings from '@tomoni/weighting';
import { adam, classification, multitask, regression, tokenTagging, useEngine } from 'tomoni';

const methodsByName = { ...weightings };
const [folder, part] = process.argv.slice(2);
const steps = 20;
const words = ['the', 'film', 'book', 'was', 'very', 'good', 'bad'];
const rows = Array.from({ length: 24 }, (_, i) => {
  const noun = i % 3 === 0 ? 'film' : 'book';
  const middle = Array.from({ length: i % 4 }, () => 'very').join(' ');
  return {
    text: `the ${noun} was ${middle} ${i % 2 === 0 ? 'good' : 'bad'}`,
    mood: i % 5 === 4 ? undefined : i % 2 === 0 ? 'good' : 'bad',
    length: i % 5 === 3 ? undefined : i % 4,
    nouns: [{ start: 4, end: 4 + noun.length, tag: 'NOUN' }],
  };
});

const options = {
  ratio: [6, 4],
  lambdas: [{ mood: 1, length: 0.5, nouns: 0.25 }],
  formula: ['main + exp(-step / 10) * sum(aux)'],
  krum: [{ outliers: 0 }],
  nashMtl: [{ every: 3 }],
};
const within = {
  chain: () => weightings.chain(weightings.uncertainty(), weightings.moco()),
  crMogm: () => weightings.crMogm(weightings.mgda({ at: 'representation' })),
  scheduled: () => weightings.scheduled(weightings.famo(), weightings.linearWeight(1, 0, { steps })),
};

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

for (const { name } of weightings.weightingCatalogue.flatMap(({ methods }) => methods)) {
  const method = within[name]?.() ?? methodsByName[name](...(options[name] ?? []));
  const controller = new AbortController();
  const run = multitask(encoder)
    .main('mood', classification({ labels: ['good', 'bad'] }))
    .auxiliary('length', regression())
    .auxiliary('nouns', tokenTagging({ tags: ['NOUN'] }), { layer: 1 })
    .weighting(method)
    .optimizer(adam(1e-3))
    .batching({ size: 6 })
    .stopping({ maxEpochs: 100, maxSteps: steps, evaluateEvery: { steps: 7 } })
    .fit(rows.slice(0, 18), {
      validation: rows.slice(18),
      seed: 7,
      gradients: { everySteps: 5 },
      signal: controller.signal,
      ...(part === 'whole' ? {} : { checkpoints: { folder: join(folder, name) } }),
      callbacks: [
        (event) =>
          void (part === 'begin' && event.type === 'step' && event.step === steps / 2 && controller.abort()),
      ],
    });
  try {
    const model = await run;
    const outcome = {
      predictions: await model.predict(rows.map(({ text }) => text)),
      entries: model.history.entries.map(({ seconds: _, ...entry }) => entry),
      gradients: model.history.gradients,
    };
    model.dispose();
    const digest = createHash('sha256').update(JSON.stringify(outcome)).digest('hex');
    console.log(JSON.stringify({ name, digest }));
  } catch (error) {
    if (error.code !== 'aborted') throw error;
    console.log(JSON.stringify({ name, stopped: true }));
  }
}
