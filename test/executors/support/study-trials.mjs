import { runTrial } from '@tomoni/spec';
import run from './trial.mjs';

/** Trials that take some milliseconds each; every seventh fails. */
export function studyTrials(count, milliseconds) {
  return Array.from({ length: count }, (_, seed) => ({
    id: `trial-${seed}`,
    arm: seed % 2 === 0 ? 'even' : 'odd',
    seed,
    parameters: { milliseconds: milliseconds ?? 20 + (seed % 5) * 10, fails: seed % 7 === 6 },
  }));
}

/** What the trials give when nothing is disturbed: in this process. */
export async function undisturbed(trials, folder) {
  const results = [];
  for (const trial of trials) results.push(await runTrial(trial, { run, folder, worker: 'here' }));
  return results;
}

/** What has to be equal of two results of one trial: all but where and when it ran. */
export function essence({ trial, status, outcome, error }) {
  return JSON.stringify([trial, status, outcome, error && [error.code, error.message]]);
}
