// A study in short: runs the trials that have no result yet, and appends each result to results.jsonl in its folder.
// usage: node test/executors/submitter.mjs <executor> <options as JSON> <folder> <trials> [<milliseconds of each>]
import { join } from 'node:path';
import { appendLine, readLines } from '@tomoni/data';
import { bullmq } from '@tomoni/executor-bullmq';
import { slurm } from '@tomoni/executor-slurm';
import { studyTrials } from './support/study-trials.mjs';

const [executor, options, folder, count, milliseconds] = process.argv.slice(2);
const results = join(folder, 'results.jsonl');
const { lines } = await readLines(results);
const done = new Set(lines.map(({ trial }) => trial.id));

async function* missing() {
  for (const trial of studyTrials(Number(count), milliseconds && Number(milliseconds)))
    if (!done.has(trial.id)) yield trial;
}

const run = new URL('support/trial.mjs', import.meta.url).href;
const progress = (event) => event.type !== 'progress' && console.log(JSON.stringify(event));
const running = { slurm, bullmq }[executor](JSON.parse(options)).run(missing(), {
  study: 'disturbed',
  run,
  folder,
  progress,
});
for await (const result of running) await appendLine(results, result);
