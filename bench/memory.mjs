import { checkTraining } from './lib/agreement.mjs';
import { quickly } from './lib/quick.mjs';
import { race } from './lib/race.mjs';
import { caseOf, resultOf } from './lib/result.mjs';
import { ours, torch } from './lib/sides.mjs';
import { step } from './workloads.mjs';

export const goal =
  'largest resident memory of three steps of `step`: at most 0.8 of PyTorch, a ratio of at least 1.25';
export const unit = 'MiB, lower is better';
export const runs = 1;

/** Each side has the machine for itself: three steps in a process of its own. */
export async function run(options) {
  const cases = [];
  for (const full of step) {
    const workload = options.quick ? quickly(full) : full;
    const rivals = options.alone ? [] : torch('train', workload, ['eager', 'compile'], ['eager'], options);
    const results = await race([ours('train', workload, options), ...rivals], {
      runs: 3,
      warmup: 0,
      alone: true,
    });
    const figure = (samples) => Math.max(...samples.map(({ peakBytes }) => peakBytes)) / 2 ** 20;
    const goals = [{ rival: 'torch-2', ratio: 1.25 }];
    cases.push(caseOf({ name: full.case, results, figure, goals, lowerIsBetter: true }));
  }
  return resultOf(cases);
}

export function check(options) {
  return checkTraining(step, options);
}
