import { quickly } from './lib/quick.mjs';
import { race } from './lib/race.mjs';
import { caseOf, resultOf } from './lib/result.mjs';
import { ours } from './lib/sides.mjs';
import { median } from './lib/statistics.mjs';
import { labels } from './workloads.mjs';

export const goal =
  'label generators: texts labelled per second by each, with the seconds that fitting it took';
export const unit = 'texts/s';
export const runs = 5;

export async function run(options) {
  const cases = [];
  for (const full of labels) {
    const workload = options.quick ? { ...quickly({ ...full, lengths: [] }), texts: 40 } : full;
    const results = await race([ours('labels', workload, options)], { runs: options.runs, warmup: 1 });
    const figure = (samples) => workload.texts / median(samples.map(({ seconds }) => seconds));
    cases.push(caseOf({ name: full.case, results, figure, goals: [] }));
  }
  return resultOf(cases);
}

/** Labels need no comparison: the tests hold each generator to its definition. */
export async function check() {
  return { unit: 'nothing is compared', passed: true };
}
