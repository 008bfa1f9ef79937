import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { activationCache } from '@tomoni/encoders';
import {
  type ActivationCache,
  type Json,
  type JsonObject,
  type PartResult,
  type RowsOf,
  requireKnownOptions,
  type ScoreTable,
  type TrainingHistory,
  type TrialContext,
  type TrialFunction,
  type TrialSpec,
} from '@tomoni/spec';
import type { Callback, EvaluationOptions, FitOptions, Scores } from '@tomoni/training';
import { plainValue } from './plain-value.js';

/** A trained model, as far as a trial needs it. */
export interface TrialModel<Row> {
  readonly history: TrainingHistory;
  evaluate(rows: RowsOf<Row>, options?: EvaluationOptions): Promise<Scores>;
  save(folder: string): Promise<void>;
  dispose(): void;
}

/** What trains: the builder of `multitask`, or anything else with its `fit`. */
export interface TrialLearner<Row> {
  fit(train: RowsOf<Row>, options: FitOptions<Row>): PromiseLike<TrialModel<Row>>;
}

/** The parts of the data of a trial. The model is trained on `train`, chosen on `validation`, and evaluated on every part but `train`. */
export type TrialData<Row> = {
  readonly train: RowsOf<Row>;
  readonly validation?: RowsOf<Row>;
  readonly test?: RowsOf<Row>;
} & Readonly<Record<string, RowsOf<Row>>>;

/** Options of {@link trainingTrial}. */
export interface TrainingTrialOptions<Parameters extends JsonObject, Row> {
  /** The data of a trial, such as that of its fold; `context` has the folders of the trials that it needs. Read it once, outside: a process runs many trials. */
  readonly data: (
    trial: TrialSpec<Parameters>,
    context: TrialContext,
  ) => TrialData<Row> | Promise<TrialData<Row>>;
  /** The learner of a trial. `activations` keeps the states of frozen layers for all trials of the machine: give it to the builder. */
  readonly learner: (
    trial: TrialSpec<Parameters>,
    context: TrialContext & { readonly activations: ActivationCache },
  ) => TrialLearner<Row> | Promise<TrialLearner<Row>>;
  /** Whether a trial that is interrupted goes on from its last evaluation. Each evaluation then writes the whole model, which pays for trials of many minutes. Default `false`. */
  readonly checkpoints?: boolean;
  /** Whether the model is saved, as `model` in the trial's folder, for trials that need this one. Default `false`. */
  readonly save?: boolean;
}

/**
 * Makes the function that runs a trial out of data and a learner: it trains with the trial's seed, evaluates every part but
 * the training part, and keeps scores, per-example predictions and labels, and the history.
 *
 * Scores that are not finite numbers, as for a part without labels of a task, are left out.
 *
 * @example
 * ```ts
 * import type { Plan } from '@tomoni/training';
 * import { fit } from '@tomoni/training';
 * import { type SubsetParameters, trainingTrial } from '@tomoni/studies';
 *
 * declare const rows: { text: string; interest: number }[];
 * declare function planOf(auxiliary: readonly string[]): Plan;
 *
 * export default trainingTrial<SubsetParameters, { text: string; interest: number }>({
 *   data: () => ({ train: rows.slice(0, 800), validation: rows.slice(800, 900), test: rows.slice(900) }),
 *   learner: ({ parameters: { auxiliary } }, { activations }) => ({
 *     fit: (train, options) => fit({ ...planOf(auxiliary), cache: activations }, train, options),
 *   }),
 * });
 * ```
 */
export function trainingTrial<Parameters extends JsonObject, Row>(
  options: TrainingTrialOptions<Parameters, Row>,
): TrialFunction<Parameters> {
  requireKnownOptions('trainingTrial()', options, ['data', 'learner', 'checkpoints', 'save']);
  const { checkpoints = false, save = false } = options;
  return async (trial, context) => {
    const { train, ...parts } = await options.data(trial, context);
    const learner = await options.learner(trial, { ...context, activations: activationsIn(context.cache) });
    const { signal } = context;
    const folder = join(context.folder, 'run');
    const model = await learner.fit(train, {
      seed: trial.seed,
      signal,
      callbacks: [tellProgress(context)],
      ...(parts.validation !== undefined && { validation: parts.validation }),
      ...(checkpoints && { checkpoints: { folder, keep: 1 } }),
    });
    try {
      const results: Record<string, PartResult> = {};
      for (const [part, rows] of Object.entries(parts))
        if (rows !== undefined) results[part] = await evaluatePart(model, rows, signal);
      if (save) await model.save(join(context.folder, 'model'));
      if (checkpoints) await rm(folder, { recursive: true, force: true });
      return { parts: results, history: model.history };
    } finally {
      model.dispose();
    }
  };
}

async function evaluatePart<Row>(
  model: TrialModel<Row>,
  rows: RowsOf<Row>,
  signal: AbortSignal,
): Promise<PartResult> {
  const predictions: Record<string, Json[]> = {};
  const labels: Record<string, Json[]> = {};
  const scores = await model.evaluate(rows, {
    signal,
    examples: (batch) => {
      const own = (lists: Record<string, Json[]>) =>
        (lists[batch.task] ??= Array.from({ length: rows.length }, () => null));
      for (const [i, row] of batch.rows.entries()) {
        own(predictions)[row] = plainValue(batch.predictions[i]);
        own(labels)[row] = plainValue(batch.labels[i]);
      }
    },
  });
  return { scores: finiteScores(scores), predictions, labels };
}

function finiteScores(scores: Scores): ScoreTable {
  const finite = (values: object) =>
    Object.entries(values).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]),
    );
  return Object.fromEntries(
    Object.entries(scores).map(([task, values]) => [task, Object.fromEntries(finite(values))]),
  );
}

/** Tells every hundredth of the way; early stopping may end it before. */
function tellProgress({ progress }: TrialContext): Callback {
  let total = 0;
  let told = 0;
  return (event) => {
    if (event.type === 'start') total = event.totalSteps;
    if (event.type !== 'step' || total === 0) return;
    const hundredths = Math.floor((100 * event.step) / total);
    if (hundredths === told) return;
    told = hundredths;
    progress(Math.min(1, hundredths / 100));
  };
}

/** One cache for each folder, as a file of states has one writer: all trials of the process share it. */
const caches = new Map<string, ActivationCache>();

function activationsIn(folder: string): ActivationCache {
  const known = caches.get(folder) ?? activationCache({ folder });
  caches.set(folder, known);
  return known;
}
