/**
 * `node bench/profile.mjs step` shows where the time of one of our training steps goes, by kernel of TensorFlow.js. Options:
 * those of the bench, and `--runs` for the number of steps (default 3).
 */
import { spawnSync } from 'node:child_process';
import { readOptions } from './lib/options.mjs';
import { local } from './lib/paths.mjs';
import { quickly } from './lib/quick.mjs';
import { newTexts } from './lib/training-bench.mjs';
import * as workloads from './workloads.mjs';

/** Steps that are not counted. */
const warmup = 2;

const profiled = {
  step: workloads.step,
  'step-small': workloads.stepSmall,
  frozen: workloads.frozen,
  layer2: workloads.layer2,
  mlm: workloads.mlm,
  balance: workloads.balance,
};
const [name, ...args] = process.argv.slice(2);
if (!(name in profiled)) {
  console.error(`Name a bench of training steps: ${Object.keys(profiled).join(', ')}.`);
  process.exit(1);
}

const { engine, threads, runs, quick } = readOptions(args, 3);
for (const full of profiled[name]) {
  const small = quick ? quickly(full) : full;
  // Steps of 'frozen' are shown as they are once the cache is full.
  const workload = { ...(name === 'frozen' ? small : newTexts(small, warmup + runs)), threads };
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      '--max-old-space-size=8192',
      local('ours/profile.mjs'),
      engine,
      JSON.stringify(workload),
      `${warmup}`,
      `${runs}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
  );
  if (status !== 0) process.exit(1);
  print(full.case, JSON.parse(stdout.trim().split('\n').at(-1)));
}

function print(workload, { version, seconds, outside, kernels, peakBytes }) {
  console.log(
    `${workload}: ${(1000 * seconds).toFixed(1)} ms a step on ${version}, at most ${mebibytes(peakBytes)} MiB resident\n`,
  );
  console.log('| kernel | ms | share | calls | MiB |\n| :-- | --: | --: | --: | --: |');
  const row = (kernel, time, calls, bytes) =>
    console.log(
      `| ${kernel} | ${(1000 * time).toFixed(1)} | ${((100 * time) / seconds).toFixed(1)} % | ${calls} | ${bytes} |`,
    );
  for (const { kernel, seconds: time, calls, bytes } of kernels.filter(
    (entry) => entry.seconds > seconds / 500,
  ))
    row(kernel, time, calls.toFixed(0), mebibytes(bytes));
  row('outside kernels', outside, '', '');
  console.log();
}

function mebibytes(bytes) {
  return (bytes / 2 ** 20).toFixed(0);
}
