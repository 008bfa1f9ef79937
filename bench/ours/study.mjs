/** The study of all subsets of auxiliary tasks here: one measurement is the whole of it, over texts that were never seen. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auxiliarySubsets, study, trainingTrial } from '@tomoni/studies';
import { adam, constant, lastLayers, multitask, ratio, regression } from 'tomoni';
import { startEngine } from './engine.mjs';
import { countTrained, encoderOf, textOf } from './learner.mjs';
import { serve } from './protocol.mjs';

await serve(async (engine, workload) => {
  const { model, batch, training, validation, tasks, seeds, patience, maxEpochs, learningRate } = workload;
  const facts = await startEngine(engine, workload.threads);
  const encoder = encoderOf(model);
  const [main, ...auxiliary] = Array.from({ length: tasks }, (_, index) => `task ${index}`);
  const trials = auxiliarySubsets(auxiliary, { seeds });

  const learnerOf = (names) =>
    multitask(encoder)
      .trainable(lastLayers(1))
      .tasks({
        main: { [main]: headOf(model) },
        auxiliary: Object.fromEntries(names.map((name) => [name, headOf(model)])),
      })
      .weighting(ratio(6, 4))
      .optimizer(adam(learningRate))
      .schedule(constant())
      .clipping(undefined)
      .batching({ size: batch, evaluationSize: batch })
      .stopping({ patience, maxEpochs, monitor: main });

  let runs = 0;
  return {
    facts: { ...facts, trained: countTrained(learnerOf(auxiliary)) },
    measure: async () => {
      const texts = Array.from({ length: training + validation }, (_, i) =>
        textOf(runs * (training + validation) + i, workload.length, model.vocabulary),
      );
      runs++;
      const start = performance.now();
      const rows = texts.map((text) => ({ text, ...labelsOf(text, tasks) }));
      const parts = { train: rows.slice(0, training), validation: rows.slice(training) };
      const run = trainingTrial({
        data: () => parts,
        learner: ({ parameters }, { activations }) => learnerOf(parameters.auxiliary).cache(activations),
      });
      const folder = await mkdtemp(join(tmpdir(), 'bench-study-'));
      const plan = { task: main, score: 'rmse', baseline: 'single-task' };
      const results = await study({ name: 'bench', trials, run, plan, folder });
      const seconds = (performance.now() - start) / 1000;
      const histories = await Promise.all(results.trials.map(({ trial }) => results.history(trial.id)));
      const epochs = histories.reduce((sum, { entries }) => sum + entries.length, 0);
      await rm(folder, { recursive: true });
      if (results.failed.length > 0) throw new Error(results.failed[0].error.message);
      return { seconds, trials: results.trials.length, epochs };
    },
  };
});

function headOf({ dropout, layers }) {
  return { head: regression(), layer: layers, dropout };
}

/** Shares of tokens with some remainder, one per task: something that can be learnt a little. */
function labelsOf(text, tasks) {
  const ids = text.split(' ').map(Number);
  return Object.fromEntries(
    Array.from({ length: tasks }, (_, task) => [
      `task ${task}`,
      (3 * ids.filter((id) => (id * (task + 2)) % 11 < 4).length) / ids.length,
    ]),
  );
}
