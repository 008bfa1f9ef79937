/**
 * Runs the conformance suite in a process of its own, which has to end by itself.
 *
 * usage: node suite.mjs '{ "engine": "wasm", "options": { "threads": 2 } }'
 *
 * `asItComes` tries the backend without anything that `useEngine` mends, operations alone; `quick` leaves out what takes
 * long: large inputs, the contract of encoders and repeated runs.
 *
 * Prints JSON, line by line: first the engine's report, then each clause before it is run and after it.
 */
import { engineConformance } from '@tomoni/testing';
import { setBackendAsItComes } from './as-it-comes.mjs';

const { engine, options = {}, asItComes = false, quick = false } = JSON.parse(process.argv[2]);

const report = asItComes ? await setBackendAsItComes(engine) : await start();
print({ report: { ...report, node: process.versions.node } });
await check(
  'operations',
  engineConformance().filter(({ name }) => !quick || !/, large:| repeats with equal bits$/.test(name)),
);
if (!asItComes) {
  const { encoderCases } = await import('./encoder-cases.mjs');
  const { trainingCases } = await import('./training-cases.mjs');
  await check('encoder', await encoderCases(start, { quick }));
  await check('training', await trainingCases(start, { quick }));
}
print({ done: true });

async function start() {
  const { useEngine } = await import('@tomoni/engines');
  return await useEngine(engine, options);
}

async function check(group, cases) {
  for (const { name, run } of cases) {
    print({ running: name, group });
    try {
      await run();
      print({ passed: name });
    } catch (error) {
      print({ failed: name, why: error instanceof Error ? error.message : String(error) });
    }
  }
}

function print(line) {
  console.log(JSON.stringify(line));
}
