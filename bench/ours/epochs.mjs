/**
 * Whole runs here: one measurement is a run over texts that were never seen, epoch by epoch. What the first epoch takes
 * longer than the others is the building of the cache, with everything else that happens once per run.
 */
import { startEngine } from './engine.mjs';
import { countTrained, learnerOf, rowsOf } from './learner.mjs';
import { serve } from './protocol.mjs';

await serve(async (engine, workload) => {
  const facts = await startEngine(engine, workload.threads);
  const learner = learnerOf(workload);
  let runs = 0;
  return {
    facts: { ...facts, trained: countTrained(learner) },
    measure: async () => {
      const rows = rowsOf(workload, runs++ * workload.texts);
      const epochs = await epochTimes(learner, rows, workload);
      const [first, ...others] = epochs;
      const usual = others.toSorted((a, b) => a - b)[Math.floor(others.length / 2)];
      return { building: Math.max(0, first - usual), epochs: others };
    },
  };
});

/** Seconds of each epoch; the first counts from the call. */
async function epochTimes(learner, rows, { texts, batch, epochs }) {
  const stepsPerEpoch = Math.ceil(texts / batch);
  const times = [];
  let start = performance.now();
  const model = await learner.stopping({ maxEpochs: epochs.ours }).fit(rows, {
    seed: 1,
    callbacks: [
      (event) => {
        if (event.type !== 'step' || event.step % stepsPerEpoch !== 0) return;
        const now = performance.now();
        times.push((now - start) / 1000);
        start = now;
      },
    ],
  });
  model.dispose();
  return times;
}
