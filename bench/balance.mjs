import { checkTraining } from './lib/agreement.mjs';
import { local } from './lib/paths.mjs';
import { quickly } from './lib/quick.mjs';
import { race } from './lib/race.mjs';
import { caseOf, resultOf } from './lib/result.mjs';
import { ours, python, threadEnvironment } from './lib/sides.mjs';
import { median, round } from './lib/statistics.mjs';
import { newTexts } from './lib/training-bench.mjs';
import { balance } from './workloads.mjs';

export const goal =
  'balanced steps, 6 tasks on 6 × 384: at most 0.7 of the time of TorchJD and LibMTL, a ratio of at least 1.43; memory beyond a step of equal weights below 0.6 of 6 gradients';
export const unit = 's per step, lower is better';
export const runs = 3;

/** The inverse of 0.6. */
const memoryGoal = 1.67;

const install =
  'pip install -r bench/rivals/balance/requirements.txt, into the Python that TOMONI_PYTHON names';

/** What programs of `rivals/balance` are called in the result, by mode. */
const rivals = {
  plain: 'equal',
  torchjd: 'TorchJD',
  'torchjd-vmap': 'TorchJD',
  libmtl: 'LibMTL',
  'libmtl-rep': 'LibMTL',
};

function rivalsOf(workload, { threads }) {
  return workload.modes.map((mode) => ({
    name: `${rivals[mode]} in ${python()}, ${mode}`,
    program: python(),
    mode,
    install,
    args: [local('rivals/balance/step.py'), JSON.stringify({ ...workload, threads }), mode],
    env: threadEnvironment(threads),
  }));
}

/** Each method beside the same one elsewhere; the first is the sum of losses, to which times and memory are related. */
export async function run(options) {
  const cases = [];
  let plain;
  for (const full of balance) {
    const workload = newTexts(options.quick ? quickly(full) : full, options.runs + 1);
    const others = options.alone ? [] : rivalsOf(workload, options);
    const results = await race([ours('train', workload, options), ...others], {
      runs: options.runs,
      warmup: 1,
    });
    const figure = (samples) => median(samples.map(({ seconds }) => seconds));
    const named = results.map((result) => ({ ...result, rival: rivals[result.mode] }));
    const goals = [...new Set(workload.modes.map((mode) => rivals[mode]))]
      .filter((rival) => rival !== 'equal')
      .map((rival) => ({ rival: `torch-2 ${rival}`, ratio: 1.43 }));
    const own = measured(named[0], figure);
    plain ??= own;
    const found = caseOf({ name: full.case, results: named, figure, goals, lowerIsBetter: true });
    cases.push(own === undefined || plain === undefined ? found : related(found, own, plain, workload));
  }
  return resultOf(cases);
}

function measured({ samples, facts }, figure) {
  if (samples.length === 0) return undefined;
  const peakBytes = Math.max(...samples.map((sample) => sample.peakBytes));
  return { seconds: figure(samples), peakBytes, trained: facts.trained };
}

/**
 * A case with its time as a multiple of that with equal weights; at the parameters, the memory beyond such a step has a gradient
 * per task as its rival.
 */
function related(found, own, plain, { method, weighting, tasks }) {
  const gradients = (4 * own.trained * tasks.length) / 2 ** 20;
  const beyond = (own.peakBytes - plain.peakBytes) / 2 ** 20;
  const told = {
    ...found,
    timesEqual: round(own.seconds / plain.seconds),
    memory: {
      peakMebibytes: Math.round(own.peakBytes / 2 ** 20),
      beyondEqualMebibytes: Math.round(beyond),
      shareOfGradients: round(beyond / gradients),
    },
  };
  if (method === 'equal' || weighting.at === 'representation') return told;
  const rival = `memory of ${tasks.length} gradients, MiB`;
  const ratio = round(gradients / Math.max(beyond, 1));
  return {
    ...told,
    rivals: { ...found.rivals, [rival]: Math.round(gradients) },
    ratios: { ...found.ratios, [rival]: ratio },
    goals: [...found.goals, { rival, ratio: memoryGoal, reached: ratio >= memoryGoal }],
  };
}

export function check(options) {
  return checkTraining(balance.slice(0, 1), options);
}
