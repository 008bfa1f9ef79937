// What the machinery of a study costs: milliseconds per trial in this process, and seconds to load and analyse 10,000 trials
// with 1,000 predictions each. Needs a build. Prints one line of JSON.
// usage: node test/studies/overhead.mjs [--trials 10000]
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { analyzeStudy, openStudy, reportTables, study, trial } from '@tomoni/studies';

const { values } = parseArgs({ options: { trials: { type: 'string', default: '10000' } } });
const arms = 50;
const seeds = Math.ceil(Number(values.trials) / arms);
const folder = await mkdtemp(join(tmpdir(), 'tomoni-overhead-'));
const trials = Array.from({ length: arms }, (_, arm) =>
  Array.from({ length: seeds }, (_, i) => trial({ arm: `arm ${arm}`, seed: i + 1, parameters: { arm } })),
).flat();
const labels = { task: Array.from({ length: 1000 }, (_, row) => row % 2) };
const run = async ({ seed, parameters }) => {
  const predictions = {
    task: Array.from({ length: 1000 }, (_, row) => Math.sin(seed + parameters.arm * row)),
  };
  const part = {
    scores: { task: { accuracy: predictions.task[7], loss: predictions.task[9] } },
    predictions,
    labels,
  };
  return { parts: { validation: part, test: part } };
};

const began = performance.now();
await study({
  name: 'overhead',
  trials,
  run,
  plan: { task: 'task', score: 'accuracy', baseline: 'arm 0' },
  folder,
});
const perTrial = (performance.now() - began) / trials.length;

const opened = performance.now();
const results = await openStudy(folder);
const loaded = performance.now();
const report = analyzeStudy(results);
reportTables(report);
const analysed = performance.now();

const size = async (name) => Math.round((await stat(join(folder, name))).size / 2 ** 20);
console.log(
  JSON.stringify({
    trials: results.trials.length,
    comparisons: report.planned.length,
    millisecondsPerTrial: Number(perTrial.toFixed(2)),
    secondsToLoad: Number(((loaded - opened) / 1000).toFixed(3)),
    secondsToAnalyse: Number(((analysed - loaded) / 1000).toFixed(3)),
    mebibytes: { results: await size('results.jsonl'), details: await size('details.jsonl') },
  }),
);
await rm(folder, { recursive: true });
