import type {
  ActivationCache,
  AnyHead,
  Encoder,
  InputOptions,
  LabelGenerator,
  ParameterSelection,
  RowsOf,
  Sharing,
  WeightingMethod,
} from '@tomoni/spec';
import type { OptimizerMethod } from '../optimizers/optimizer.js';
import type { SamplingMethod } from '../sampling/sampling-method.js';
import type { LearningRateSchedule } from '../schedules/schedule.js';
import type { TaskStopping } from '../stopping/task-stopping.js';

/** A row of any data set: columns by name. */
export type AnyRow = Readonly<Record<string, unknown>>;

/** Any encoder, where the type of its input does not matter. */
// biome-ignore lint/suspicious/noExplicitAny: the plan holds encoders over texts and over numbers alike
export type AnyEncoder = Encoder<number, any>;
/** Any label generator, where the type of its labels does not matter. */
// biome-ignore lint/suspicious/noExplicitAny: the plan holds generators of every label type
export type AnyGenerator = LabelGenerator<any>;

/** Everything a training run needs, as plain data: what a builder builds and the trainer runs. */
export interface Plan {
  readonly encoder: AnyEncoder;
  /** Which columns hold the input. */
  readonly columns: InputColumns;
  /** How inputs become encodings. */
  readonly input: InputOptions;
  /** Name of the task that the model is judged by. */
  readonly main: string;
  /** The tasks in order; the main task is one of them. */
  readonly tasks: readonly TaskPlan[];
  readonly trainable: ParameterSelection;
  /** Gives frozen layers dropout too, as a plain training loop does. Default `false`. */
  readonly frozenDropout: boolean;
  /** Where the states of frozen layers are kept, text by text; `false` computes them in every step. Default: a cache in memory that all runs of the encoder share. */
  readonly cache?: ActivationCache | false;
  /** Whether what the gradients of a layer need is kept, or computed again in the backward pass to save memory. Default `save`. */
  readonly memory?: 'save' | 'recompute';
  readonly sharing: Sharing;
  readonly weighting: WeightingMethod<string>;
  readonly optimizer: OptimizerMethod;
  readonly schedule: LearningRateSchedule;
  /** Global norm above which the gradient is scaled down; `undefined` leaves it as it is. */
  readonly clipNorm: number | undefined;
  readonly batching: BatchingPlan;
  /** How rows of tasks with data of their own are mixed. Default: every row once in each epoch. */
  readonly sampling?: SamplingMethod;
  /** When an auxiliary task is no longer trained. Default: never before the run ends. */
  readonly taskStopping?: TaskStopping;
  readonly stopping: StoppingPlan;
}

/** The columns that hold the input of the encoder. */
export interface InputColumns {
  readonly text: string;
  /** The second text of a pair. */
  readonly pair?: string;
}

/** One task of a plan. */
export interface TaskPlan {
  readonly name: string;
  /** Its head, or the name of the task whose head it shares. */
  readonly head: AnyHead | SharedHead;
  /** The layer it reads: 0 for the embeddings, up to the encoder's depth. */
  readonly layer: number;
  /** Dropout rate between the features and the head. */
  readonly dropout: number;
  readonly labels: LabelSource;
  /** Rows of its own, for a task whose labels are not in the main data. */
  readonly data?: TaskData;
}

/** Says that a task uses the head of another one. */
export interface SharedHead {
  readonly sameHeadAs: string;
}

/** Where a task's labels come from: a column of its rows, or a generator. */
export type LabelSource =
  | { readonly from: 'column'; readonly column: string }
  | { readonly from: 'generator'; readonly generator: AnyGenerator };

/** Rows that belong to one task alone. */
export interface TaskData {
  readonly train: RowsOf<AnyRow>;
  readonly validation?: RowsOf<AnyRow>;
  /** Texts per batch of these rows. Default: that of the plan. */
  readonly batchSize?: number;
}

/** How rows become batches. */
export interface BatchingPlan {
  /** Texts per batch. */
  readonly size: number;
  /** Batches per update. */
  readonly accumulate: number;
  /** Whether a batch holds texts of about the same length, so that little is padded. */
  readonly byLength: boolean;
  /** Texts per batch in evaluation and prediction. */
  readonly evaluationSize: number;
}

/** When a run ends, and which of its states is the result. */
export interface StoppingPlan {
  readonly maxEpochs: number;
  /** Updates at most; `undefined` for no limit of their own. */
  readonly maxSteps: number | undefined;
  /** Evaluations without a better monitored value before the run stops; `undefined` never stops early. */
  readonly patience: number | undefined;
  /** The smallest change that counts as better. */
  readonly minDelta: number;
  readonly monitor: Monitor;
  /** How often the validation part is evaluated. */
  readonly evaluateEvery: { readonly epochs: number } | { readonly steps: number };
  /** Whether the result has the weights of the best evaluation (else: the last). Needs validation rows. */
  readonly restoreBest: boolean;
}

/**
 * The value by which the best state is chosen: a task's validation loss (its name alone), the weighted sum of all
 * tasks' losses (`{ total: true }`), or a score of a task.
 */
export type Monitor =
  | string
  | { readonly total: true }
  | { readonly task: string; readonly score: string; readonly better?: 'higher' | 'lower' };
