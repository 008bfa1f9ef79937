import { checkTraining } from './lib/agreement.mjs';
import { quickly } from './lib/quick.mjs';
import { race } from './lib/race.mjs';
import { caseOf, resultOf } from './lib/result.mjs';
import { ours, torch } from './lib/sides.mjs';
import { median, round } from './lib/statistics.mjs';
import { frozen } from './workloads.mjs';

export const goal =
  'last layer and 6 regression heads on the first token, 100 epochs with building the cache: at least 60 × the usual PyTorch loop (P0), 6 × with the prefix cached (P1), 1.2 × with the last layer on the first token alone (P2)';
export const unit = 'tokens/s';
export const runs = 3;

const lengths = [1, 10, 100];
const rungs = ['P0', 'P1', 'P2'];

/** Goals at 100 epochs. */
const goals = [
  { rival: 'torch-2 P0', ratio: 60 },
  { rival: 'torch-2 P1', ratio: 6 },
  { rival: 'torch-2 P2', ratio: 1.2 },
];

/**
 * A measurement is a run of a few epochs, over texts that the side has not seen. The time of `n` epochs is that of building the
 * cache plus `n` times that of an epoch, all of them medians.
 */
export async function run(options) {
  const cases = [];
  for (const full of frozen) {
    const small = options.quick ? quickly(full) : full;
    const workload = { ...small, epochs: { ours: 11, P0: 1, P1: 3, P2: 5 } };
    const modes = ['eager', 'compile'].flatMap((mode) => rungs.map((rung) => `${mode} ${rung}`));
    const rivals = options.alone ? [] : torch('frozen', workload, modes, ['eager P0'], options);
    const entries = [ours('epochs', workload, options), ...rivals];
    const results = (await race(entries, { runs: options.runs, warmup: 1 })).map((result) => ({
      ...result,
      rival: result.mode?.split(' ').at(-1),
    }));
    for (const epochs of lengths)
      cases.push({
        ...caseOf({
          name: `${full.case}, ${epochs} epoch${epochs === 1 ? '' : 's'}`,
          results,
          figure: (samples) => (epochs * workload.texts * workload.length) / secondsOf(samples, epochs),
          goals: epochs === 100 ? goals : [],
        }),
        details: Object.fromEntries(
          results
            .filter(({ samples }) => samples.length > 0)
            .map(({ name, facts, samples }) => [
              name,
              { ...facts, building: round(buildingOf(samples)), epoch: round(epochOf(samples)) },
            ]),
        ),
      });
  }
  return {
    ...resultOf(cases),
    composed: 'seconds of n epochs = building the cache + n × an epoch, medians of what was measured',
  };
}

export function check(options) {
  return checkTraining(frozen, options);
}

function secondsOf(samples, epochs) {
  return buildingOf(samples) + epochs * epochOf(samples);
}

function buildingOf(samples) {
  return median(samples.map(({ building }) => building));
}

function epochOf(samples) {
  return median(samples.flatMap(({ epochs }) => epochs));
}
