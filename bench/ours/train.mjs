/**
 * Training steps here: the trainer itself, held by a callback until the next step is asked for. A measurement is the time from
 * the question until the step has been told of, with everything that the trainer does in between.
 */
import { createInterface } from 'node:readline';
import { tokensOf } from '../workloads.mjs';
import { startEngine } from './engine.mjs';
import { countTrained, learnerOf, rowsOf } from './learner.mjs';
import { answer, peakBytes } from './protocol.mjs';

const [engineName, argument] = process.argv.slice(2);
const workload = JSON.parse(argument);
const asked = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

try {
  await main();
} catch (error) {
  answer({ missing: error.message });
  console.error(error);
  process.exitCode = 1;
}

async function main() {
  const facts = await startEngine(engineName, workload.threads);
  const learner = learnerOf(workload);
  answer({ ...facts, trained: countTrained(learner) });
  if ((await asked.next()).done) return;
  let start = performance.now();
  await learner.fit(rowsOf(workload), {
    seed: 1,
    callbacks: [
      async (event, control) => {
        if (event.type !== 'step') return;
        if (event.tokens !== tokensOf(workload)) throw new Error(`The step read ${event.tokens} tokens.`);
        answer({ seconds: (performance.now() - start) / 1000, peakBytes: peakBytes() });
        if ((await asked.next()).done) control.stop();
        start = performance.now();
      },
    ],
  });
}
