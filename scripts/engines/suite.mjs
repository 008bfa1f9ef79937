/**
 * Runs the conformance suite in a process of its own, which has to end by itself.
 *
 * usage: node suite.mjs '{ "engine": "wasm", "options": { "threads": 2 }, "asItComes": false }'
 *
 * Prints JSON, line by line: first the engine's report, then each clause before it is run and after it.
 */
import { engineConformance } from '@tomoni/testing';
import { setBackendAsItComes } from './as-it-comes.mjs';

const { engine, options = {}, asItComes = false } = JSON.parse(process.argv[2]);

print({ report: asItComes ? await setBackendAsItComes(engine) : await start() });
await check('operations', engineConformance());
if (!asItComes) {
  const { encoderCases } = await import('./encoder-cases.mjs');
  const { trainingCases } = await import('./training-cases.mjs');
  await check('encoder', await encoderCases(start));
  await check('training', await trainingCases(start));
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
