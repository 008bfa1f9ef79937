import { setTimeout as pause } from 'node:timers/promises';
import { Contender } from './contender.mjs';

/**
 * @typedef {object} Entry
 * @property {string} name what it is called while the bench runs
 * @property {string} program
 * @property {readonly string[]} args
 * @property {Record<string, string>} [env]
 * @property {string} [mode] of the program
 * @property {string} [install] how to get what it needs
 */

/**
 * Lets contenders measure in turn, one measurement each per round, each in a process of its own, so that whatever else
 * the machine does meets them alike. Those that cannot run drop out and say why.
 *
 * @param {readonly Entry[]} entries
 * @param {{ runs: number, warmup: number, alone?: boolean }} options `alone` runs them one after the other, none beside another
 * @returns {Promise<{ name: string, program: string, mode?: string, facts: object, missing?: string, samples: object[] }[]>}
 */
export async function race(entries, { runs, warmup, alone = false }) {
  if (alone) return (await mapInTurn(entries, (entry) => race([entry], { runs, warmup }))).flat();
  const racing = [];
  try {
    for (const entry of entries) {
      const contender = new Contender(entry);
      const state = { entry, name: entry.name, contender, missing: undefined, samples: [] };
      racing.push(state);
      state.missing = await contender.start();
      for (let i = 0; i < warmup && state.missing === undefined; i++) await turn(state, false);
      if (state.missing !== undefined) await leave(state);
    }
    for (let i = 0; i < runs; i++)
      for (const state of racing) if (state.missing === undefined) await turn(state, true);
  } finally {
    for (const { contender } of racing) await contender.stop();
  }
  return racing.map(({ entry: { name, program, mode, install }, contender, missing, samples }) => ({
    name,
    program,
    mode,
    facts: contender.facts,
    ...(missing === undefined ? {} : { missing: withRemedy(missing, install) }),
    samples,
  }));
}

/** Time in which the threads of the one before stop waiting for work. */
const settling = 200;

async function turn(state, counts) {
  await pause(settling);
  const sample = await state.contender.measure();
  if (sample.missing !== undefined) {
    state.missing = sample.missing;
    await leave(state);
  } else {
    if (counts) state.samples.push(sample);
    const figure = sample.seconds === undefined ? '' : ` ${sample.seconds.toFixed(3)} s`;
    console.error(`${state.name}:${figure || ' done'}${counts ? '' : ' (warm-up)'}`);
  }
}

async function leave({ name, entry, missing, contender }) {
  console.error(`${name} is left out: ${withRemedy(missing, entry.install)}`);
  await contender.stop();
}

function withRemedy(missing, install) {
  return install === undefined || missing.includes('install it with')
    ? missing
    : `${missing}; install it with: ${install}`;
}

async function mapInTurn(values, f) {
  const results = [];
  for (const value of values) results.push(await f(value));
  return results;
}
