import type {
  ActivationCache,
  GradientReport,
  InputOptions,
  LabelGenerator,
  ParameterSelection,
  RowsOf,
  Sharing,
  WeightingMethod,
} from '@tomoni/spec';
import type {
  BatchingPlan,
  DataReport,
  Explanation,
  FitOptions,
  GradientInspectionOptions,
  LearningRateSchedule,
  OptimizerMethod,
  Plan,
  Run,
  SamplingMethod,
  TaskStopping,
} from '@tomoni/training';
import type { MultitaskModel } from '../model/multitask-model.js';
import type { HeadFor, MainName, NewName, WeightingFor, WithMain } from '../types/checks.js';
import type { EvaluationRow, TrainingRow } from '../types/rows.js';
import type { InputSource } from '../types/source.js';
import type { DescribedTasks, NamesOf, SourceOf, TaskHead, TaskOf, TaskTypes } from '../types/tasks.js';
import type { StoppingOptions } from './stopping-options.js';
import type { TaskDescription, TaskOptionsFor } from './task-options.js';

/**
 * Builds a plan step by step. It is immutable: every method gives a new builder, and none owns weights, so that two runs of
 * one builder start from the same ones.
 *
 * @typeParam Layers number of layers of the encoder
 * @typeParam Source columns and type of the input
 * @typeParam Main name of the main task; `never` before there is one
 * @typeParam Tasks the tasks by name
 */
export interface MultitaskBuilder<
  Layers extends number,
  Source extends InputSource,
  Main extends string,
  Tasks extends TaskTypes,
> {
  /**
   * Adds the task that the model is judged by.
   *
   * @param name name of the task, and of the column that holds its labels unless the options name another
   * @param head what turns hidden states into the task's prediction
   * @throws TomoniError `invalid-argument` where there is a main task already, the name is taken, or the layer is not there
   */
  main<
    const Name extends string,
    const H extends TaskHead,
    const Layer extends number = number,
    const Column extends string = Name,
    From extends LabelGenerator<unknown> = never,
    Rows extends RowsOf<object> = never,
  >(
    name: MainName<Tasks, Main, Name>,
    head: HeadFor<Tasks, H>,
    options?: TaskOptionsFor<Layers, Source, Tasks, H, Layer, Column, From, Rows>,
  ): MultitaskBuilder<
    Layers,
    Source,
    Name,
    Tasks & { readonly [N in Name]: TaskOf<Tasks, H, Column, SourceOf<H, From, Rows>> }
  >;

  /**
   * Adds a task that helps the main one.
   *
   * @param name name of the task, and of the column that holds its labels unless the options name another
   * @param head what turns hidden states into the task's prediction: a head, that of another task ({@link sameHeadAs}), or a
   *   head together with the generator of its labels
   * @throws TomoniError `invalid-argument` where the name is taken, or the layer is not there
   */
  auxiliary<
    const Name extends string,
    const H extends TaskHead,
    const Layer extends number = number,
    const Column extends string = Name,
    From extends LabelGenerator<unknown> = never,
    Rows extends RowsOf<object> = never,
  >(
    name: NewName<Tasks, Name>,
    head: HeadFor<Tasks, H>,
    options?: TaskOptionsFor<Layers, Source, Tasks, H, Layer, Column, From, Rows>,
  ): MultitaskBuilder<
    Layers,
    Source,
    Main,
    Tasks & { readonly [N in Name]: TaskOf<Tasks, H, Column, SourceOf<H, From, Rows>> }
  >;

  /**
   * Adds several tasks at once, for tasks that are made in a loop.
   *
   * @throws TomoniError `invalid-argument` as {@link main} and {@link auxiliary}, and where `main` is not a single task
   */
  tasks<
    const MainTask extends Readonly<Record<string, TaskHead | TaskDescription>> = Record<never, never>,
    const Auxiliary extends Readonly<Record<string, TaskHead | TaskDescription>> = Record<never, never>,
  >(tasks: {
    readonly main?: MainTask;
    readonly auxiliary?: Auxiliary;
  }): MultitaskBuilder<
    Layers,
    Source,
    Main | NamesOf<MainTask>,
    Tasks & DescribedTasks<Tasks, MainTask> & DescribedTasks<Tasks, Auxiliary>
  >;

  /**
   * Which parameters of the encoder are trained. Default: all.
   *
   * @param options `frozenDropout` gives frozen layers dropout too, as a plain training loop does, at the price of computing
   *   them in every step; default `false`
   */
  trainable(
    selection: ParameterSelection,
    options?: { readonly frozenDropout?: boolean },
  ): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /**
   * Where the states of frozen layers are kept, text by text, so that they are computed once for all epochs and runs:
   * what `activationCache` gives, or `false` to compute them in every step. Default: a cache in memory that all runs of
   * the encoder share.
   */
  cache(cache: ActivationCache | false): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /**
   * Whether what the gradients of a layer need is kept from the forward pass (`save`), or computed a second time in the
   * backward pass, which takes less memory (`recompute`). Default `save`.
   */
  memory(memory: 'save' | 'recompute'): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /** How tasks share what lies between the encoder and their heads. Default: hard sharing, which puts nothing there. */
  sharing(sharing: Sharing): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /** How the tasks' losses or gradients become one update. Default: each task counts 1. */
  weighting<Names extends string = never>(
    method: WeightingFor<Tasks, Names, WeightingMethod<Names>>,
  ): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /** How parameters are stepped. Default: `adamW({ encoder: 5e-5, heads: 1e-3 })`, weight decay 0.01. */
  optimizer(method: OptimizerMethod): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /** How the learning rate changes during the run. Default: `linear({ warmup: 0.1 })`. */
  schedule(schedule: LearningRateSchedule): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /** Global norm above which the gradient is scaled down; `undefined` never scales. Default 1. */
  clipping(norm: number | undefined): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /** How rows become batches; what is left out stays as it is. Default: 32 texts of about the same length, 1 batch per update, 64 texts in evaluation. */
  batching(options: Partial<BatchingPlan>): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /**
   * How rows of tasks with data of their own are mixed with the main data. Default: every row once in each epoch.
   *
   * @throws TomoniError `invalid-argument`, when training starts, where it does not fit the tasks
   */
  sampling(method: SamplingMethod): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /** When an auxiliary task is no longer trained: once it is learnt, or begins to hurt. Default: it is trained to the end. */
  taskStopping(rule: TaskStopping): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /** How texts become encodings; what is left out stays as it is. Default: cut at the longest encoding that the encoder takes. */
  input(options: Omit<InputOptions, 'segments'>): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /**
   * When a run ends, and which of its states is the result; what is left out stays as it is.
   *
   * Default: after 3 epochs, evaluated after each on the validation rows, with the weights that had the smallest validation
   * loss of the main task. Without validation rows the last weights are the result.
   */
  stopping<const Monitored extends string = never, const Score extends string = never>(
    options: StoppingOptions<Tasks, Monitored, Score>,
  ): MultitaskBuilder<Layers, Source, Main, Tasks>;

  /**
   * The plan as it stands: plain data that `@tomoni/training` runs.
   *
   * @throws TomoniError `invalid-argument` where there is no main task
   */
  readonly plan: Plan;

  /** What the plan costs: views, what is computed and what is skipped, operations, bytes and parameters. */
  explain(this: WithMain<Main>): Explanation;

  /**
   * Looks at the data before a step is run: missing labels, classes, lengths, texts that stand in two parts.
   *
   * @throws TomoniError `invalid-data` where the rows cannot be trained on
   */
  check(
    this: WithMain<Main>,
    train: RowsOf<TrainingRow<Source, Tasks>>,
    others?: {
      readonly validation?: RowsOf<TrainingRow<Source, Tasks>>;
      readonly test?: RowsOf<EvaluationRow<Source, Tasks>>;
    },
  ): Promise<DataReport>;

  /**
   * Compares the gradients of the tasks on some rows, without training: losses, norms, and cosines between tasks, over all
   * shared parameters and layer by layer. It keeps one gradient of the shared parameters per task.
   *
   * @throws TomoniError where the plan or the rows cannot be run, and `aborted` where its signal stops it
   */
  inspect(
    this: WithMain<Main>,
    rows: RowsOf<TrainingRow<Source, Tasks>>,
    options?: GradientInspectionOptions,
  ): Promise<GradientReport>;

  /**
   * Trains. Await it for the model, or iterate over it for what happens.
   *
   * @throws TomoniError where the plan or the rows cannot be run, where a loss is not finite, and `aborted` where its signal
   *   stops it
   */
  fit(
    this: WithMain<Main>,
    train: RowsOf<TrainingRow<Source, Tasks>>,
    options?: FitOptions<TrainingRow<Source, Tasks>>,
  ): Run<MultitaskModel<Source, Tasks>>;

  /**
   * Reads a model that was saved from a run of the same tasks.
   *
   * @throws TomoniError `not-found`, `damaged-file`, or `mismatch` where the folder holds other tasks
   */
  load(this: WithMain<Main>, folder: string): Promise<MultitaskModel<Source, Tasks>>;
}
