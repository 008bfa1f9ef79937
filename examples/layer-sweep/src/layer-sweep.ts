import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  analyzeStudy,
  compareLayers,
  kFold,
  layerRuns,
  layerScoresSvg,
  layerSweep,
  layerTable,
  loadEncoder,
  type ParametersOf,
  progressPage,
  report,
  study,
  studyProgress,
  toText,
  trainingTrial,
  useEngine,
} from 'tomoni';
import { attentionFigure } from './attention.js';
import { smallEncoder } from './encoder.js';
import { learnerOf, multiTask, type Recipe, singleTask } from './models.js';
import { printedFigure, printedTable } from './printed.js';
import { readEmoji, readLivedoor, type TopicText } from './texts.js';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    data: { type: 'string' },
    'per-class': { type: 'string', default: '500' },
    encoder: { type: 'string' },
    folds: { type: 'string' },
    out: { type: 'string' },
  },
});
const runs = Number(values.folds ?? (values.quick ? 3 : values.data === undefined ? 5 : 10));
const settings = [
  values.data === undefined ? 'emoji' : `livedoor-${values['per-class']}`,
  values.encoder === undefined ? 'small' : basename(values.encoder),
];
const out = fileURLToPath(new URL('../../../out/layer-sweep', import.meta.url));
const folder = values.out ?? join(out, settings.join('-'));

console.log(`On which layer does it help a topic classifier to find nouns, adverbs and adjectives beside?
`);

// The data, in ten folds that are 8 : 1 : 1, cut before anything is fitted.

const corpus =
  values.data === undefined ? readEmoji() : await readLivedoor(values.data, Number(values['per-class']));
const { folds } = kFold(corpus.rows, 10, { seed: 1, stratifyBy: 'topic' });
const engine = await useEngine('auto');
console.log(
  `${corpus.description}\nengine: ${engine.name}; folds: ${runs} of ${folds.length}; results: ${folder}\n`,
);

// The models: as the source document trains a pretrained encoder, or faster, where it is a small one.

const isSmall = values.encoder === undefined;
const encoder = isSmall
  ? await smallEncoder(join(folder, 'encoder'), corpus.others, values.data === undefined ? 48 : 128)
  : await loadEncoder(values.encoder as string);
const recipe: Recipe = isSmall
  ? { encoder, learningRates: { encoder: 1e-3, heads: 2e-3 }, maxEpochs: 20, patience: 4 }
  : { encoder, learningRates: { encoder: 5e-5, heads: 1e-4 }, maxEpochs: 100, patience: 10 };

// The study: both models on every layer, on the same folds. The first fold's models are kept, to look at their attention.

const trials = layerSweep(encoder.config.depth, { folds: runs });
type Parameters = ParametersOf<typeof trials>;
const train = (save: boolean) =>
  trainingTrial<Parameters, TopicText>({
    data: ({ fold }) => partsOf(fold as number),
    learner: ({ parameters: { layer, auxiliary } }, { activations }) =>
      learnerOf(recipe, layer, auxiliary, activations),
    checkpoints: !isSmall,
    save,
  });
const [trainAndKeep, trainOnly] = [train(true), train(false)];
const numbers = [...new Set(trials.map(({ parameters }) => parameters.layer))];
const results = await study({
  name: 'layer-sweep',
  trials,
  run: (trial, context) => (trial.fold === 0 ? trainAndKeep : trainOnly)(trial, context),
  plan: {
    task: 'topic',
    score: 'accuracy',
    baseline: 'layer 1, single-task',
    comparisons: numbers.map((layer) => ({
      arm: `layer ${layer}`,
      baseline: `layer ${layer}, single-task`,
    })),
    test: 'corrected-resampled',
    alternative: 'better',
    correction: 'holm',
    ratio: 1 / 8,
  },
  folder,
  callbacks: [studyProgress(), progressPage(join(folder, 'progress.html'))],
});

// The layer is chosen on validation; then the test part is opened, once.

const { arm: chosen } = await results.selectBest({ arms: numbers.map((layer) => `layer ${layer}`) });
const test = await results.openTest();
const percent = (part: typeof test | typeof results) =>
  part.scores().map(({ trial, value }) => ({ ...trial, score: 100 * value }));
const scored = layerRuns(percent(test), percent(results));
const sweep = compareLayers(scored, { higherIsBetter: true, ratio: 1 / 8 });
const metric = 'accuracy in percent';
const found = layerTable(sweep, {
  metric,
  caption: 'Content words on each layer, on the test part of each fold',
});
const { claims, warnings } = analyzeStudy(results, { test });

// Where the two models of the chosen layer look, in texts of the first fold that one of them gets wrong.

const layer = Number(chosen.replace('layer ', ''));
const kept = (arm: string) =>
  join(
    folder,
    'trials',
    trials.find((trial) => trial.arm === arm && trial.fold === 0)?.id as string,
    'model',
  );
const [single, multi] = [
  await singleTask(recipe, layer).load(kept(`${chosen}, single-task`)),
  await multiTask(recipe, layer).load(kept(chosen)),
];
const read = Array.from(partsOf(0).test);
const texts = read.map(({ text }) => text);
const attention = await attentionFigure(
  read,
  { model: single, topics: (await single.predict(texts)).map(({ topic }) => topic.label) },
  { model: multi, topics: (await multi.predict(texts)).map(({ topic }) => topic.label) },
);
single.dispose();
multi.dispose();

// The report, and what stands in it in short.

const page = join(folder, 'report.html');
writeFileSync(
  page,
  report({
    title: 'Content words as an auxiliary task, layer by layer',
    sections: [
      {
        kind: 'facts',
        facts: {
          data: corpus.description,
          encoder:
            values.encoder ?? `${encoder.config.depth} layers, pretrained on ${corpus.others.length} texts`,
          'folds run': `${runs} of ${folds.length}`,
          engine: engine.name,
        },
      },
      { kind: 'heading', text: 'What came out' },
      {
        kind: 'figure',
        svg: layerScoresSvg([curve('single-task'), curve('multi-task')], {
          metric,
          higherIsBetter: true,
          significance: {
            test: 'one-sided, corrected for folds that share training data, and by Holm over layers',
          },
          runs: true,
          title: 'Accuracy by layer',
        }),
        caption: 'Every dot is a fold. Both models train the same layers.',
      },
      { kind: 'table', table: found },
      { kind: 'heading', text: 'What may be claimed' },
      { kind: 'list', items: [...claims, ...warnings] },
      { kind: 'heading', text: 'Printed in the source document' },
      { kind: 'figure', svg: printedFigure },
      { kind: 'table', table: printedTable },
      { kind: 'heading', text: 'Where the models look' },
      {
        kind: 'figure',
        svg: attention.svg,
        caption: `Of ${read.length} test texts of the first fold, ${attention.found} are told right by one model alone. Attention of the last layer's first token at ${chosen}, the mean over heads.`,
      },
    ],
  }),
);
console.log(`
${toText(found)}

${toText(printedTable)}

${[...claims, ...warnings].map((sentence) => `- ${sentence}`).join('\n')}

The report, with figures and attention: ${page}
${Math.round(performance.now() / 1000)} seconds in all`);

function partsOf(fold: number) {
  const { train, validation, test } = folds[fold] as (typeof folds)[number];
  return { train, validation, test };
}

/** The runs of one model as a curve, with the p-values of the multi-task model's layers. */
function curve(model: 'single-task' | 'multi-task') {
  return {
    model,
    layers: sweep.layers.map(({ layer, adjusted }) => ({
      layer,
      scores: scored.filter((run) => run.model === model && run.layer === layer).map(({ score }) => score),
      pValue: model === 'multi-task' ? adjusted?.corrected : undefined,
    })),
  };
}
