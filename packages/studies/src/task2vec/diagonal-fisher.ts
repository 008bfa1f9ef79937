import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { all } from '@tomoni/encoders';
import { createRng, type ParameterInfo, type RowsOf, requireKnownOptions, TomoniError } from '@tomoni/spec';
import { type AnyModel, inspectTexts, type Seed, type TextInspectionOptions } from '@tomoni/training';
import { anyRows } from '../transferability/any-rows.js';
import { type PredictiveDistribution, predictiveDistribution } from './predictive-distribution.js';

/** Whose labels the gradients are taken for. */
export type FisherLabels =
  /** Every label with its probability under the model: the Fisher information itself, exactly. */
  | 'expected'
  /** Labels drawn from the model: an unbiased estimate of it. */
  | 'sampled'
  /** The rows' own labels: the empirical Fisher, by the loss of the head. */
  | 'given';

/** Options of {@link diagonalFisher}. */
export interface DiagonalFisherOptions extends TextInspectionOptions {
  /** Default: `expected`. */
  readonly labels?: FisherLabels;
  /** Labels drawn for each text, where they are sampled. Default: 1. */
  readonly samples?: number;
  /** Determines the labels that are drawn. Default: 0. */
  readonly seed?: number;
  /** Called with the number of texts done. */
  readonly progress?: (done: number, total: number) => void;
}

/** The diagonal of the Fisher information of one parameter of the encoder. */
export interface ParameterFisher extends ParameterInfo {
  /** Row-major, one number per entry of the parameter, 0 or more. */
  readonly values: Float64Array;
}

/** The diagonal of the Fisher information of an encoder's parameters, per text. */
export interface DiagonalFisher {
  readonly task: string;
  readonly labels: FisherLabels;
  /** Number of texts that it is the mean over. */
  readonly texts: number;
  /** Rows that could not count, as they have no label. */
  readonly unlabelled: number;
  /** Width of a hidden state of the encoder. */
  readonly hiddenSize: number;
  /** The parameters that were asked for, in the order of the encoder. */
  readonly parameters: readonly ParameterFisher[];
}

/**
 * The diagonal of the Fisher information of the encoder's parameters under a trained model:
 * `E_x E_y (∂ log p(y | x) / ∂θ)²`, where `x` runs over the rows and `y` over what the model predicts.
 *
 * The expectation over `y` is exact and takes as many backward passes per text as the distribution has degrees of freedom:
 * one for two classes, `n − 1` for `n`, one per label of a multi-label head, one for a number (normal, with variance 1 in
 * the unit of the head's outputs). No dropout is applied. Squares are added up in float64, text by text.
 *
 * Source: Amari, "Natural gradient works efficiently in learning", 1998; for task embeddings Achille et al., "Task2Vec:
 * Task embedding for meta-learning", ICCV 2019.
 *
 * @param model what `fit` or `load` returned
 * @param rows texts of the task, with labels where `labels` is `given`
 * @throws TomoniError `invalid-argument` where the predictions of the head are no known distribution, unless `labels` is
 * `given`; `invalid-data` where a row cannot be used or none counts; `not-finite` where a gradient is not a finite number;
 * `aborted` where the signal fires
 *
 * @example
 * ```ts
 * import { diagonalFisher, task2vec } from '@tomoni/studies';
 * import type { TrainedModel } from '@tomoni/training';
 *
 * async function embed(model: TrainedModel, rows: { text: string; topic: string }[]) {
 *   const fisher = await diagonalFisher(model, rows, { task: 'topic' });
 *   return task2vec(fisher, { reduction: 'hidden-outputs' });
 * }
 * ```
 */
export async function diagonalFisher(
  model: AnyModel,
  rows: RowsOf<object>,
  options: DiagonalFisherOptions = {},
): Promise<DiagonalFisher> {
  requireKnownOptions('diagonalFisher()', options, [
    'labels',
    'samples',
    'seed',
    'progress',
    'task',
    'parameters',
    'signal',
    'notice',
  ]);
  const { labels = 'expected', samples = 1, seed = 0, progress, ...inspection } = options;
  if (!Number.isInteger(samples) || samples < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The number of labels drawn for each text is ${samples}.`,
      remedy: 'Give a whole number from 1.',
    });
  const { encoder, main } = model.plan;
  const { task = main, parameters: selection = all() } = inspection;
  const infos = encoder.parameters.filter((parameter) => selection.includes(parameter));
  const sums = infos.map(({ shape }) => new Float64Array(shape.reduce((size, side) => size * side, 1)));
  const rng = createRng(seed).fork('labels of the Fisher information');
  let texts = 0;
  let unlabelled = 0;
  for await (const { row, rows: total, head, parameters, record } of inspectTexts(
    model,
    anyRows(rows),
    inspection,
  )) {
    const sources = parameters.flatMap(({ trainable, value }) => (trainable ? [value] : []));
    const { tape, logits, loss } = record();
    const directions: Seed[] = [];
    try {
      if (labels !== 'given') {
        const distribution = predictiveDistribution(head.kind, await logits.data<'float32'>(), task);
        for (const values of scores(distribution, labels, samples, () => rng.fork(row)))
          directions.push({ output: logits, gradient: tf.tensor2d(values, logits.shape) });
      } else if (loss !== undefined) directions.push({ output: loss, gradient: tf.scalar(1) });
      for (const direction of directions) await addSquares(sums, tape.vjp([direction], sources), row);
      if (labels === 'given' && loss === undefined) unlabelled++;
      else texts++;
    } finally {
      tape.dispose();
      tf.dispose([
        logits,
        ...(loss === undefined ? [] : [loss]),
        ...directions.map(({ gradient }) => gradient),
      ]);
    }
    progress?.(row + 1, total);
  }
  if (texts === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: 'No row has a label, so that there is no gradient to square.',
      where: { task },
      remedy: "Give labelled rows, or take the labels from the model with `labels: 'expected'`.",
    });
  return {
    task,
    labels,
    texts,
    unlabelled,
    hiddenSize: encoder.config.hiddenSize,
    parameters: infos.map((info, index) => ({
      ...info,
      values: (sums[index] as Float64Array).map((sum) => sum / texts),
    })),
  };
}

/** Gradients of log-likelihoods with respect to the logits, whose squares carried back are to be added up. */
function scores(
  { information, sample }: PredictiveDistribution,
  labels: 'expected' | 'sampled',
  samples: number,
  rngOfText: () => ReturnType<typeof createRng>,
): Float32Array[] {
  if (labels === 'expected') return information().map((column) => Float32Array.from(column));
  const rng = rngOfText();
  const share = 1 / Math.sqrt(samples);
  return Array.from({ length: samples }, (_, i) =>
    Float32Array.from(sample(rng.fork(i)), (value) => value * share),
  );
}

/** Adds the squares of gradients, which it frees. */
async function addSquares(
  sums: readonly Float64Array[],
  gradients: readonly (Tensor | null)[],
  row: number,
): Promise<void> {
  try {
    for (const [index, gradient] of gradients.entries()) {
      if (gradient === null) continue;
      const values = await gradient.data<'float32'>();
      const sum = sums[index] as Float64Array;
      let total = 0;
      for (let i = 0; i < values.length; i++) {
        const square = (values[i] as number) ** 2;
        total += square;
        sum[i] = (sum[i] as number) + square;
      }
      if (!Number.isFinite(total)) throw notFinite(row);
    }
  } finally {
    for (const gradient of gradients) gradient?.dispose();
  }
}

function notFinite(row: number): TomoniError {
  return new TomoniError({
    code: 'not-finite',
    what: 'The gradient of a text is not a finite number.',
    where: { row },
    remedy: 'Look at this row, and at whether the model was trained at too high a learning rate.',
  });
}
