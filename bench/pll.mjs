import { Contender } from './lib/contender.mjs';
import { local } from './lib/paths.mjs';
import { quickly } from './lib/quick.mjs';
import { race } from './lib/race.mjs';
import { caseOf, resultOf } from './lib/result.mjs';
import { ours, python, threadEnvironment, torchInstall } from './lib/sides.mjs';
import { median } from './lib/statistics.mjs';
import { pll } from './workloads.mjs';

export const goal =
  "pseudo-log-likelihoods: at least 4 × PyTorch with a sentence's masked copies as one batch and full logits, 1.2 × with logits at the scored position only";
export const unit = 'tokens/s';
export const runs = 5;

const goals = [
  { rival: 'torch-2 full', ratio: 4 },
  { rival: 'torch-2 scored', ratio: 1.2 },
];

/** Every token is scored with itself alone masked, so that all sides do the same; what is counted are scored tokens. */
export async function run(options) {
  const cases = [];
  for (const full of pll) {
    const workload = options.quick ? quickly(full) : full;
    const rivals = options.alone ? [] : ['full', 'scored'].map((mode) => torch(workload, mode, options));
    const results = await race([ours('pll', workload, options), ...rivals], {
      runs: options.runs,
      warmup: 1,
    });
    const tokens = workload.lengths.reduce((sum, length) => sum + length - 2, 0);
    const figure = (samples) => tokens / median(samples.map(({ seconds }) => seconds));
    const named = results.map((result) => ({ ...result, rival: result.mode }));
    cases.push(caseOf({ name: full.case, results: named, figure, goals }));
  }
  return resultOf(cases);
}

function torch(workload, mode, { threads }) {
  return {
    name: `PyTorch in ${python()}, ${mode}`,
    program: python(),
    mode,
    install: torchInstall,
    args: [local('rivals/torch/pll.py'), JSON.stringify({ ...workload, threads }), mode],
    env: threadEnvironment(threads),
  };
}

/** Compares the scores of a few texts with those on plain TensorFlow.js. */
export async function check(options) {
  const cases = [];
  for (const full of pll) {
    const workload = { ...quickly(full), lengths: [4, 9, 12] };
    const [own, plain] = [
      await scores(workload, options),
      await scores(workload, { ...options, engine: 'cpu' }),
    ];
    const difference = Math.max(...own.map((value, i) => Math.abs(value - plain[i])));
    cases.push({ case: full.case, difference, passed: difference < 1e-4 });
  }
  return {
    unit: 'largest difference of a log probability',
    passed: cases.every(({ passed }) => passed),
    cases,
  };
}

async function scores(workload, options) {
  const contender = new Contender(ours('pll', workload, options));
  try {
    const missing = await contender.start();
    const sample = missing === undefined ? await contender.measure() : { missing };
    if (sample.missing !== undefined) throw new Error(sample.missing);
    return sample.logProbabilities;
  } finally {
    await contender.stop();
  }
}
