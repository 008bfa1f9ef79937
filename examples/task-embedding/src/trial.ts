import { join } from 'node:path';
import {
  adamW,
  classesOfRows,
  classification,
  diagonalFisher,
  type Encoder,
  frozenFeatures,
  hScore,
  leep,
  logMe,
  multitask,
  task2vec,
  trainedEncoder,
  transRate,
} from 'tomoni';
import type { TwoClassTask } from './tasks.js';

/** Everything that trials have in common. */
export interface Laboratory {
  readonly tasks: Readonly<Record<string, TwoClassTask>>;
  /** What every task alone starts from. */
  readonly encoder: Encoder;
  readonly learningRate: number;
  readonly epochs: number;
  /** Training texts that the Fisher information is taken over. */
  readonly fisherTexts: number;
}

/** Reductions that tasks are compared by. */
export const reductions = ['hidden-outputs', 'units', 'layers'] as const;

/** What a trained task tells of itself, and of itself as a source of the others: plain data. */
export type Portrait = {
  readonly embeddings: Readonly<Record<(typeof reductions)[number], readonly number[]>>;
  /** By estimate and target. */
  readonly estimates: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** Trains one task from an encoder, and scores it. The model is the caller's to dispose of. */
export async function trainTask(
  { tasks, learningRate, epochs }: Laboratory,
  name: string,
  encoder: Encoder,
  seed: number,
  signal: AbortSignal,
) {
  const { train, validation, test } = taskOf(tasks, name);
  const model = await learner(encoder, learningRate, epochs).fit(train, { validation, seed, signal });
  const score = async (rows: TwoClassTask['test']) => ({
    scores: { label: { accuracy: (await model.evaluate(rows)).label.accuracy } },
  });
  return { model, parts: { validation: await score(validation), test: await score(test) } };
}

/** The encoder of a task that was trained and saved. */
export async function savedEncoder({ encoder, learningRate, epochs }: Laboratory, folder: string) {
  const model = await learner(encoder, learningRate, epochs).load(join(folder, 'model'));
  const trained = await trainedEncoder(model);
  model.dispose();
  return trained;
}

/** The embedding of a trained task, and what can be told of it as a source without training the others on it. */
export async function portray(
  { tasks, fisherTexts }: Laboratory,
  name: string,
  model: Awaited<ReturnType<typeof trainTask>>['model'],
): Promise<Portrait> {
  const fisher = await diagonalFisher(model, taskOf(tasks, name).train.slice(0, fisherTexts));
  const embeddings = Object.fromEntries(
    reductions.map((reduction) => [reduction, Array.from(task2vec(fisher, { reduction }).values)]),
  ) as Record<(typeof reductions)[number], number[]>;
  const estimates: Record<string, Record<string, number>> = {
    LogME: {},
    'H-score': {},
    TransRate: {},
    LEEP: {},
  };
  const enter = (estimate: string, target: string, value: number) => {
    estimates[estimate] = { ...estimates[estimate], [target]: value };
  };
  const encoder = await trainedEncoder(model);
  for (const [target, { train }] of Object.entries(tasks)) {
    if (target === name) continue;
    const features = await frozenFeatures(encoder, train, { pooling: 'mean' });
    const { classes } = classesOfRows(train, 'label');
    const predictions = await model.predict(train.map((row) => row.text));
    enter('LogME', target, logMe(features, { classes }));
    enter('H-score', target, hScore(features, classes));
    enter('TransRate', target, transRate(features, classes));
    enter(
      'LEEP',
      target,
      leep(
        predictions.map(({ label }) => Object.values(label.probabilities)),
        classes,
      ),
    );
  }
  encoder.dispose();
  return { embeddings, estimates };
}

function learner(encoder: Encoder, learningRate: number, epochs: number) {
  return multitask(encoder)
    .main('label', classification({ pooling: 'mean' }))
    .optimizer(adamW({ encoder: learningRate, heads: 10 * learningRate }))
    .batching({ size: 16 })
    .stopping({ maxEpochs: epochs });
}

function taskOf(tasks: Laboratory['tasks'], name: string): TwoClassTask {
  return tasks[name] as TwoClassTask;
}
