import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  analyzeStudy,
  auxiliarySubsets,
  dotPlotSvg,
  grid,
  mean,
  pearson,
  progressPage,
  report,
  reportTables,
  study,
  studyProgress,
  toText,
  useEngine,
} from 'tomoni';
import { encoderFor } from './encoder.js';
import { findingsOf } from './findings.js';
import { readEmoji, readRequests } from './ratings.js';
import { trialFunction } from './trial.js';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    data: { type: 'string' },
    encoder: { type: 'string' },
    texts: { type: 'string' },
    seeds: { type: 'string' },
    out: { type: 'string' },
  },
});
const quick = values.quick || values.data === undefined;
const isPretrained = values.encoder !== undefined;
const seeds = Number(values.seeds ?? (quick ? 2 : 10));
const texts = values.texts ?? (quick ? '800' : undefined);
const settings = [
  values.data === undefined ? 'emoji' : 'requests',
  values.encoder === undefined ? 'small' : basename(values.encoder),
  ...(values.data === undefined || texts === undefined ? [] : [texts]),
  ...(quick ? ['quick'] : []),
  seeds,
];
const out = fileURLToPath(new URL('../../../out/auxiliary-selection', import.meta.url));
const folder = values.out ?? join(out, settings.join('-'));

console.log(`Which auxiliary tasks help, and how many?
`);

// The data: a main score and five auxiliary ones.

const ratings =
  values.data === undefined
    ? readEmoji()
    : await readRequests(values.data, { size: texts === undefined ? undefined : Number(texts) });
const { main, auxiliary, train } = ratings;
const engine = await useEngine('auto');
console.log(`${ratings.description}\nengine: ${engine.name}; seeds: ${seeds}; results: ${folder}\n`);

// What a trial starts from: a pretrained encoder, or a small one with random weights.

const encoder = await encoderFor(
  values.encoder,
  Array.from(train, (row) => row.text),
);
const run = trialFunction({
  ratings,
  encoder,
  pooling: isPretrained ? 'first' : 'mean',
  learningRate: isPretrained ? 5e-5 : 3e-3,
  patience: quick ? 2 : 10,
});

// The study: every subset, and tasks of chance of every number. The plan is stored before the first trial.

const trials = auxiliarySubsets(auxiliary, { seeds, controls: ['noise', 'shuffled-labels'] });
const results = await study({
  name: 'auxiliary-selection',
  trials,
  run,
  plan: { task: main, score: 'rmse', baseline: 'single-task', test: 'student' },
  folder: join(folder, 'subsets'),
  callbacks: [studyProgress(), progressPage(join(folder, 'progress.html'))],
});
await results.selectBest();
const opened = await results.openTest();

// What is known of a task before it is combined: how its labels go with the main ones, and how well it is learnt alone.

const alone = await study({
  name: 'tasks-alone',
  trials: grid({ task: auxiliary }, { seeds }),
  run,
  plan: { task: main, score: 'r2', baseline: main },
  folder: join(folder, 'alone'),
  callbacks: [studyProgress()],
});
const labels = (task: string) => Array.from(train, (row) => Number(row[task]));
const traits = Object.fromEntries(
  auxiliary.map((task) => [
    task,
    {
      labelCorrelation: pearson(labels(main), labels(task)).coefficient,
      learnability: mean(alone.scores({ task }).map(({ value }) => value)),
    },
  ]),
);

// What came out.

const runs = opened.scores().map(({ trial, value }) => ({ ...trial, score: value }));
const findings = findingsOf(runs, traits);
const analysis = analyzeStudy(results, { test: opened });
const conclusions = [...analysis.warnings, ...analysis.claims];
for (const { table } of findings) console.log(`${toText(table)}\n`);
console.log(`What may be claimed:
${conclusions.map((sentence) => `- ${sentence}`).join('\n')}
`);

// The report: one HTML page.

const page = report({
  title: 'Which auxiliary tasks help, and how many?',
  sections: [
    { kind: 'prose', text: ratings.description },
    { kind: 'heading', text: 'What may be claimed' },
    { kind: 'list', items: conclusions },
    { kind: 'heading', text: 'Findings' },
    ...findings.flatMap(({ table, figure }) => [
      { kind: 'table' as const, table },
      ...(figure === undefined ? [] : [figure]),
    ]),
    { kind: 'heading', text: 'Every run' },
    {
      kind: 'figure',
      svg: dotPlotSvg(
        analysis.arms.map(({ arm, scores, interval }) => ({
          method: arm,
          scores,
          ...(scores.length > 2 && { interval }),
        })),
        { metric: 'RMSE', higherIsBetter: false, baseline: 'single-task' },
      ),
      caption: `Every dot is a run${seeds > 2 ? '; whiskers are 95 % intervals of the mean' : ''}.`,
    },
    { kind: 'heading', text: 'As planned' },
    ...reportTables(analysis).map((table) => ({ kind: 'table' as const, table })),
  ],
});
await writeFile(join(folder, 'report.html'), page);
console.log(`report: ${join(folder, 'report.html')}
${Math.round(performance.now() / 1000)} seconds in all`);
