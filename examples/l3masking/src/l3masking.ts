import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  adamW,
  classification,
  comparisonTable,
  createRng,
  l3Masking,
  loadEncoder,
  maskingProbabilitiesSvg,
  mean,
  multitask,
  progressBar,
  pseudoLogLikelihood,
  randomMasking,
  ratio,
  report,
  toText,
  useEngine,
} from 'tomoni';
import { pretrain, smallEncoder } from './pretrain.js';
import { printedTable } from './printed.js';
import { readCitations, readEmails } from './texts.js';

const { values } = parseArgs({
  options: {
    /** Folder of data sets, of which `citation_intent` is read; without it, e-mails that npm ships. */
    data: { type: 'string' },
    /** Hub name or folder of a pretrained encoder. Without it, a small one is pretrained first. */
    encoder: { type: 'string' },
    /** Epochs of random masking on texts of the domain: what gives an encoder a masked language model head that has none. */
    'pretraining-epochs': { type: 'string' },
    /** Most texts of the domain that are pretrained on. */
    'pretraining-texts': { type: 'string', default: '1000' },
    /** Most citations to train on. Without it, all. */
    rows: { type: 'string', default: 'Infinity' },
    epochs: { type: 'string', default: '8' },
    seeds: { type: 'string', default: '3' },
    rate: { type: 'string', default: '0.15' },
  },
});
const rate = Number(values.rate);
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);
const out = fileURLToPath(new URL('../../../out/l3masking', import.meta.url));
await mkdir(out, { recursive: true });

console.log(`What class is a text of? Does it help to restore masked words beside, the hard ones more often?
`);

// The data, and an encoder that was pretrained by masked language modelling.

const corpus =
  values.data === undefined
    ? await readEmails(700, 1000)
    : await readCitations(values.data, Number(values.rows));
const { train, validation, test, unseen } = corpus;
const engine = await useEngine('auto');
console.log(`${corpus.description}\nengine: ${engine.name}; seeds: ${seeds.join(', ')}\n`);

const isSmall = values.encoder === undefined;
const domain = corpus.unlabelled.slice(0, Number(values['pretraining-texts']));
const start = values.encoder === undefined ? await smallEncoder(domain) : await loadEncoder(values.encoder);
const epochs = Number(values['pretraining-epochs'] ?? (isSmall ? 15 : 0));
const encoder =
  epochs === 0
    ? start
    : await pretrain(start, domain, { epochs, learningRate: isSmall ? 3e-3 : 1e-4, folder: out });
const log = join(out, 'probabilities.jsonl');
if (epochs > 0) await rm(log, { force: true });
const maxLength = Math.min(128, encoder.config.maxLength);

const { perplexity } = await pseudoLogLikelihood(
  encoder,
  Array.from(test, ({ text }) => text),
  { maxLength },
);
console.log(
  `The pretrained encoder reads the test texts with a pseudo-perplexity of ${perplexity.toFixed(1)}.\n`,
);

// The learners: the class alone, with random masking, and with masking by difficulty. The pretrained model is asked for its
// probabilities once; they are kept in a file.

const single = multitask(encoder)
  .main('label', classification({ pooling: 'mean' }))
  .input({ maxLength })
  .optimizer(adamW(isSmall ? 1e-3 : { encoder: 2e-5, heads: 1e-3 }))
  .stopping({ maxEpochs: Number(values.epochs) });
const multi = single.auxiliary('words', randomMasking({ rate })).weighting(ratio(6, 4));
const masking = l3Masking({ rate, log });
const multiL3 = single.auxiliary('words', masking).weighting(ratio(6, 4));

const methods = {
  'single-task': (seed: number) => single.fit(train, { validation, seed, callbacks: [progressBar()] }),
  'random masking': async (seed: number) =>
    (await multi.fit(train, { validation, seed, callbacks: [progressBar()] })).only('label'),
  L3Masking: async (seed: number) =>
    (await multiL3.fit(train, { validation, seed, callbacks: [progressBar()] })).only('label'),
};

// The runs: the same seeds and settings for all, scored on the test part by the main task.

const micro: Record<string, number[]> = {};
const macro: Record<string, number[]> = {};
const macroUnseen: Record<string, number[]> = {};
const steps: Record<string, number[]> = {};
for (const seed of seeds)
  for (const [name, fit] of Object.entries(methods)) {
    const model = await fit(seed);
    const { microF1, macroF1 } = (await model.evaluate(test)).label;
    const add = (scores: Record<string, number[]>, score: number) => {
      scores[name] = [...(scores[name] ?? []), score];
    };
    add(micro, microF1);
    add(macro, macroF1);
    add(steps, model.history.best?.step ?? Number.NaN);
    if (unseen !== undefined) add(macroUnseen, (await model.evaluate(unseen)).label.macroF1);
    console.log(`${name}, seed ${seed}: micro-F1 ${microF1.toFixed(4)}, macro-F1 ${macroF1.toFixed(4)}\n`);
    model.dispose();
  }

// The tables: against the single task by Welch's test.

const compared = (metric: string, results: Record<string, number[]>, rows: number) =>
  comparisonTable({
    caption: `${metric} on ${rows} test texts, mean ± standard deviation over ${seeds.length} seeds`,
    metric,
    higherIsBetter: true,
    baseline: 'single-task',
    results,
  });
const tables = [
  compared('micro-F1', micro, test.length),
  compared('macro-F1', macro, test.length),
  ...(unseen === undefined ? [] : [compared('macro-F1, unseen texts', macroUnseen, unseen.length)]),
  printedTable(),
];
const converged = Object.entries(steps).map(([name, own]) => `${name} ${mean(own).toFixed(0)}`);
const conclusions = `Steps to the state that was kept, on average: ${converged.join(', ')}. Not shown: that the printed gains hold, or do not. ${
  isSmall ? 'The encoder here is tiny and was pretrained on little text; ' : ''
}the runs share one split, so the tests speak of this split only, and the tasks are weighted 6 : 4, not by META-TARTAN. Learning rates and weights were not searched for.`;
console.log(`${tables.map(toText).join('\n\n')}\n\n${conclusions}\n`);

// The picture: what the pretrained model finds hard, in ten test texts.

const shown = [...test].slice(0, 10).map(({ text }) => text);
const encodings = shown.flatMap((text) => encoder.encode(text, { maxLength }));
const fitted = await masking.fit({ texts: shown, encodings, labels: [], encoder, rng: createRng(1) });
const texts = (await fitted.probabilities(encodings)).map(({ encoding, probabilities }) => ({
  text: encoding.text,
  tokens: Array.from(probabilities).flatMap((probability, i) =>
    encoding.special[i] === 1
      ? []
      : [
          {
            start: encoding.offsets[2 * i] as number,
            end: encoding.offsets[2 * i + 1] as number,
            probability,
          },
        ],
  ),
}));
const page = report({
  title: 'Masking what the pretrained model finds hard',
  sections: [
    { kind: 'prose', text: conclusions },
    { kind: 'heading', text: 'Scores' },
    ...tables.map((table) => ({ kind: 'table' as const, table })),
    { kind: 'heading', text: 'Masking probabilities' },
    {
      kind: 'figure',
      svg: maskingProbabilitiesSvg(texts, { rate }),
      caption: 'Test texts; the mean over the tokens of each text is the same.',
    },
    { kind: 'heading', text: 'Data' },
    { kind: 'prose', text: corpus.description },
  ],
});
await writeFile(join(out, 'report.html'), page);
console.log(`report: ${join(out, 'report.html')}\n${Math.round(performance.now() / 1000)} seconds in all`);
