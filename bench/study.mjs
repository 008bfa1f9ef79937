import { race } from './lib/race.mjs';
import { caseOf, resultOf } from './lib/result.mjs';
import { ours, torch } from './lib/sides.mjs';
import { median } from './lib/statistics.mjs';
import { study } from './workloads.mjs';

export const goal =
  'a study of all 32 subsets of five auxiliary tasks, last layer trained, early stopping, from texts to predictions: at least 5 × PyTorch with the prefix cached and shared by all trials (P1)';
export const unit = 'epochs/min';
export const runs = 2;

/**
 * Figures are epochs of all trials over the time of the whole study, as random numbers differ between the sides, and with
 * them the epochs before a trial stops early; `details` has both. The usual loop (P0) takes minutes per study, so it is
 * measured once, the others as often as asked for.
 */
export async function run(options) {
  const cases = [];
  for (const full of study) {
    const workload = options.quick ? { ...full, ...small(full) } : full;
    const rung = (mode) =>
      torch('study', workload, [`eager ${mode}`], [], options).map((entry) => ({ ...entry, patience: 1200 }));
    const entries = [ours('study', workload, options), ...(options.alone ? [] : rung('P1'))];
    const raced = await race(entries, { runs: options.runs, warmup: 0 });
    const usual = options.alone ? [] : await race(rung('P0'), { runs: 1, warmup: 0 });
    const results = [...raced, ...usual].map((result) => ({
      ...result,
      rival: result.mode?.split(' ').at(-1),
      facts: {
        ...result.facts,
        trials: result.samples.map(({ trials }) => trials),
        epochs: result.samples.map(({ epochs }) => epochs),
      },
    }));
    const figure = (samples) => median(samples.map(({ epochs, seconds }) => (60 * epochs) / seconds));
    cases.push(caseOf({ name: full.case, results, figure, goals: [{ rival: 'torch-2 P1', ratio: 5 }] }));
  }
  return resultOf(cases);
}

function small({ model }) {
  return { model: { ...model, layers: 2, hidden: 24, heads: 2, intermediate: 48 }, tasks: 3, maxEpochs: 2 };
}

/** The steps of a trial are those of `frozen`, which are compared there. */
export async function check() {
  return { unit: 'nothing is compared', passed: true };
}
