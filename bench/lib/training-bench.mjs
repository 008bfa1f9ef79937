import { tokensOf } from '../workloads.mjs';
import { checkTraining } from './agreement.mjs';
import { quickly } from './quick.mjs';
import { race } from './race.mjs';
import { caseOf, resultOf } from './result.mjs';
import { ours, torch } from './sides.mjs';
import { median } from './statistics.mjs';

/** What every training step is held against. */
export const stepGoals = [
  { rival: 'torch-2', ratio: 1.3 },
  { rival: 'torch-1.13', ratio: 2 },
];

/**
 * A bench of training steps: tokens per second, ours against PyTorch eager and compiled.
 *
 * @param {readonly import('../workloads.mjs').Training[]} workloads
 * @param {{ goals?: readonly import('./result.mjs').Goal[], variants?: readonly { mode: string, rival: string }[] }} [options]
 *   `variants` are further modes of PyTorch under names of their own
 */
export function trainingBench(workloads, { goals = stepGoals, variants = [] } = {}) {
  return {
    run: async (options) => {
      const cases = [];
      for (const full of workloads) {
        const workload = newTexts(options.quick ? quickly(full) : full, options.runs + 1);
        const modes = ['eager', 'compile', ...variants.map(({ mode }) => mode)];
        const rivals = options.alone ? [] : torch('train', workload, modes, ['eager'], options);
        const results = await race([ours('train', workload, options), ...rivals], {
          runs: options.runs,
          warmup: 1,
        });
        const figure = (samples) => tokensOf(workload) / median(samples.map(({ seconds }) => seconds));
        const named = results.map((result) => ({
          ...result,
          rival: variants.find(({ mode }) => mode === result.mode)?.rival,
        }));
        cases.push(caseOf({ name: full.case, results: named, figure, goals }));
      }
      return resultOf(cases);
    },
    check: (options) => checkTraining(workloads, options),
  };
}

/** The workload with texts of their own for each step, so that no step finds in a cache what another one computed. */
export function newTexts(workload, steps) {
  return { ...workload, texts: workload.batch * steps };
}
