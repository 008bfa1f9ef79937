import { writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  analyzeStudy,
  compareLayers,
  gradientSections,
  inProcess,
  layerRuns,
  layerScoresSvg,
  layerTable,
  localPool,
  progressPage,
  report,
  study,
  studyProgress,
  toText,
  useEngine,
} from 'tomoni';
import { attentionFigure } from './attention.js';
import { makeSmallEncoder } from './encoder.js';
import { multiTask, singleTask } from './models.js';
import { printedFigure, printedTable } from './printed.js';
import { foldsOf, readCorpus, recipeOf, type Settings, sweepTrials } from './trial.js';

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
const foldsRun = Number(values.folds ?? (values.quick || values.data === undefined ? 3 : 10));
const out = fileURLToPath(new URL('../../../out/layer-sweep', import.meta.url));
const folder =
  values.out ??
  join(
    out,
    `${values.data === undefined ? 'emoji' : `livedoor-${values['per-class']}`}-${basename(values.encoder ?? 'small')}`,
  );

console.log(`On which layer does it help a topic classifier to find nouns, adverbs and adjectives beside?
`);

// The data, in ten folds that are 8 : 1 : 1, cut before anything is fitted.

const settings: Settings = {
  data: values.data ?? null,
  perClass: Number(values['per-class']),
  encoder: values.encoder ?? relative(process.cwd(), join(folder, 'encoder')),
  isSmall: values.encoder === undefined,
};
const corpus = await readCorpus(settings);
const folds = foldsOf(corpus);
const engine = await useEngine('auto');
console.log(
  `${corpus.description}\nengine: ${engine.name}; folds: ${foldsRun} of ${folds.length}; results: ${folder}\n`,
);

// The encoder, of which the layers k and the last one are trained: a pretrained one, or a small one.

if (settings.isSmall)
  await makeSmallEncoder(settings.encoder, corpus.others, values.data === undefined ? 48 : 128);
const recipe = await recipeOf(settings);
const { depth } = recipe.encoder.config;
const arms = Array.from({ length: depth }, (_, i) => `layer ${i + 1}`);

// The study: both models on every layer, on the same folds. How they are going to be compared is settled first.

const trials = sweepTrials(depth, foldsRun, settings);
const results = await study({
  name: 'layer-sweep',
  trials,
  run: new URL('./trial.js', import.meta.url),
  plan: {
    task: 'topic',
    score: 'accuracy',
    baseline: 'layer 1, single-task',
    comparisons: arms.map((arm) => ({ arm, baseline: `${arm}, single-task` })),
    test: 'corrected-resampled',
    alternative: 'better',
    correction: 'holm',
    ratio: 1 / 8,
  },
  executor: settings.isSmall ? localPool() : inProcess(),
  folder,
  callbacks: [studyProgress(), progressPage(join(folder, 'progress.html'))],
});

// The layer is chosen on validation; then the test part is opened, once.

const { arm: chosen } = await results.selectBest({ arms });
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
const first = (arm: string) => trials.find((trial) => trial.arm === arm && trial.fold === 0)?.id as string;
const kept = (arm: string) => join(folder, 'trials', first(arm), 'model');
const [single, multi] = [
  await singleTask(recipe, layer).load(kept(`${chosen}, single-task`)),
  await multiTask(recipe, layer).load(kept(chosen)),
];
const read = Array.from(folds[0]?.test ?? []);
const texts = read.map(({ text }) => text);
const attention = await attentionFigure(
  read,
  { model: single, topics: (await single.predict(texts)).map(({ topic }) => topic.label) },
  { model: multi, topics: (await multi.predict(texts)).map(({ topic }) => topic.label) },
  recipe.pooling === 'first' ? 0 : 'mean',
);
single.dispose();
multi.dispose();
const { gradients = [], tasks } = (await results.history(first(chosen))) ?? {};

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
          encoder: values.encoder ?? `${depth} layers, pretrained on ${corpus.others.length} texts`,
          'folds run': `${foldsRun} of ${folds.length}`,
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
      ...gradientSections(gradients, {
        heading: `How topic and words share ${chosen}, in the first fold`,
        ...(tasks && { tasks }),
      }),
      { kind: 'heading', text: 'Where the models look' },
      {
        kind: 'figure',
        svg: attention.svg,
        caption: `Of ${read.length} test texts of the first fold, ${attention.found} are told right by one model alone. Attention in the last layer, ${recipe.pooling === 'first' ? 'of the first token' : 'the mean over tokens'} and over heads, at ${chosen}.`,
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
