import { all, hardSharing } from '@tomoni/encoders';
import {
  type ActivationCache,
  type AnyHead,
  type GradientReport,
  type InputOptions,
  type ParameterSelection,
  type RowsOf,
  requireKnownOptions,
  type Sharing,
  type WeightingMethod,
} from '@tomoni/spec';
import {
  type AnyEncoder,
  type AnyRow,
  adamW,
  type BatchingPlan,
  checkData,
  type DataReport,
  type Explanation,
  explain,
  type FitOptions,
  fit,
  type GradientInspectionOptions,
  type InputColumns,
  inspectGradients,
  type LearningRateSchedule,
  linear,
  loadModel,
  type Monitor,
  type OptimizerMethod,
  type Plan,
  type Run,
  type SamplingMethod,
  type SharedHead,
  type StoppingPlan,
  type TaskPlan,
  type TaskStopping,
  type TrainedModel,
} from '@tomoni/training';
import { equal } from '@tomoni/weighting';
import { refuse } from '../types/sentence.js';
import type { SameHead, TaskHead } from '../types/tasks.js';
import { requireMade } from './require-made.js';
import * as sentences from './sentences.js';
import type { TaskDescription, TaskOptions } from './task-options.js';

/** A plan that may lack its main task yet, and what to monitor with it. */
type Draft = Omit<Plan, 'main' | 'stopping'> & {
  readonly main: string | undefined;
  readonly stopping: Omit<StoppingPlan, 'monitor'> & { readonly monitor: Monitor | undefined };
};

type Described = Readonly<Record<string, TaskHead | TaskDescription<AnyRow>>>;

/** The plan that a builder starts with. */
function firstDraft(encoder: AnyEncoder, columns: InputColumns): Draft {
  return {
    encoder,
    columns,
    input: {},
    main: undefined,
    tasks: [],
    trainable: all(),
    frozenDropout: false,
    sharing: hardSharing(),
    weighting: equal(),
    optimizer: adamW({ encoder: 5e-5, heads: 1e-3 }),
    schedule: linear({ warmup: 0.1 }),
    clipNorm: 1,
    batching: { size: 32, accumulate: 1, byLength: true, evaluationSize: 64 },
    stopping: {
      maxEpochs: 3,
      maxSteps: undefined,
      patience: undefined,
      minDelta: 0,
      monitor: undefined,
      evaluateEvery: { epochs: 1 },
      restoreBest: true,
    },
  };
}

/** Makes the builder for an encoder and the columns that hold its input. */
export function createPlanBuilder(encoder: AnyEncoder, columns: InputColumns): PlanBuilder {
  requireMade('multitask()', encoder, 'instantiate', "await loadEncoder('out/model')");
  requireKnownOptions('multitask()', columns, ['text', 'pair']);
  return new PlanBuilder(firstDraft(encoder, columns));
}

/** The builder as it runs: what the compiler refuses of its typed face, it refuses with the same sentences. */
class PlanBuilder {
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  main(name: string, head: TaskHead, options: TaskOptions<AnyRow> = {}): PlanBuilder {
    const { main } = this.#draft;
    if (main !== undefined) refuse(sentences.mainTaken(main));
    return this.#add(name, { ...describe(name, head), ...options }).#with({ main: name });
  }

  auxiliary(name: string, head: TaskHead, options: TaskOptions<AnyRow> = {}): PlanBuilder {
    return this.#add(name, { ...describe(name, head), ...options });
  }

  tasks(tasks: { readonly main?: Described; readonly auxiliary?: Described }): PlanBuilder {
    requireKnownOptions('.tasks()', tasks, ['main', 'auxiliary']);
    const { main = {}, auxiliary = {} } = tasks;
    const mains = Object.entries(main);
    if (mains.length > 1) refuse(sentences.severalMains());
    let builder: PlanBuilder = this;
    for (const [name, task] of mains) {
      const { head, ...options } = describe(name, task);
      builder = builder.main(name, head, options);
    }
    for (const [name, task] of Object.entries(auxiliary)) builder = builder.#add(name, describe(name, task));
    return builder;
  }

  trainable(selection: ParameterSelection, options: { readonly frozenDropout?: boolean } = {}): PlanBuilder {
    requireMade('.trainable()', selection, 'check', 'lastLayers(1)');
    requireKnownOptions('.trainable()', options, ['frozenDropout']);
    const { frozenDropout = false } = options;
    selection.check(this.#draft.encoder.parameters);
    return this.#with({ trainable: selection, frozenDropout });
  }

  cache(cache: ActivationCache | false): PlanBuilder {
    if (cache !== false) requireMade('.cache()', cache, 'open', 'activationCache()');
    return this.#with({ cache });
  }

  memory(memory: 'save' | 'recompute'): PlanBuilder {
    return this.#with({ memory });
  }

  sharing(sharing: Sharing): PlanBuilder {
    requireMade('.sharing()', sharing, 'build', 'mmoe({ experts: 4 })');
    return this.#with({ sharing });
  }

  weighting(weighting: WeightingMethod<string>): PlanBuilder {
    requireMade('.weighting()', weighting, 'create', 'ratio(6, 4)');
    return this.#with({ weighting });
  }

  optimizer(optimizer: OptimizerMethod): PlanBuilder {
    requireMade('.optimizer()', optimizer, 'create', 'adam({ encoder: 5e-5, heads: 1e-4 })');
    return this.#with({ optimizer });
  }

  schedule(schedule: LearningRateSchedule): PlanBuilder {
    requireMade('.schedule()', schedule, 'factor', 'linear({ warmup: 0.1 })');
    return this.#with({ schedule });
  }

  clipping(clipNorm: number | undefined): PlanBuilder {
    return this.#with({ clipNorm });
  }

  batching(options: Partial<BatchingPlan>): PlanBuilder {
    requireKnownOptions('.batching()', options, ['size', 'accumulate', 'byLength', 'evaluationSize']);
    return this.#with({ batching: { ...this.#draft.batching, ...options } });
  }

  input(options: Omit<InputOptions, 'segments'>): PlanBuilder {
    requireKnownOptions('.input()', options, ['maxLength', 'long', 'overlap']);
    return this.#with({ input: { ...this.#draft.input, ...options } });
  }

  sampling(sampling: SamplingMethod): PlanBuilder {
    requireMade('.sampling()', sampling, 'create', 'temperatureSampling({ temperature: 2 })');
    return this.#with({ sampling });
  }

  taskStopping(taskStopping: TaskStopping): PlanBuilder {
    requireMade('.taskStopping()', taskStopping, 'reason', 'stopWithoutGain({ patience: 3 })');
    return this.#with({ taskStopping });
  }

  stopping(options: Partial<StoppingPlan>): PlanBuilder {
    requireKnownOptions('.stopping()', options, [
      'maxEpochs',
      'maxSteps',
      'patience',
      'minDelta',
      'monitor',
      'evaluateEvery',
      'restoreBest',
    ]);
    const { monitor } = options;
    const task = typeof monitor === 'object' && 'task' in monitor ? monitor.task : monitor;
    if (typeof task === 'string' && !this.#has(task)) refuse(sentences.monitorMissing(task));
    return this.#with({ stopping: { ...this.#draft.stopping, ...options } });
  }

  get plan(): Plan {
    const { main, stopping, ...rest } = this.#draft;
    if (main === undefined) return refuse(sentences.mainMissing());
    return { ...rest, main, stopping: { ...stopping, monitor: stopping.monitor ?? main } };
  }

  explain(): Explanation {
    return explain(this.plan);
  }

  async check(
    train: RowsOf<AnyRow>,
    others: { readonly validation?: RowsOf<AnyRow>; readonly test?: RowsOf<AnyRow> } = {},
  ): Promise<DataReport> {
    requireKnownOptions('.check()', others, ['validation', 'test']);
    return checkData(this.plan, { train, ...others });
  }

  inspect(rows: RowsOf<AnyRow>, options: GradientInspectionOptions = {}): Promise<GradientReport> {
    return inspectGradients(this.plan, rows, options);
  }

  fit(train: RowsOf<AnyRow>, options: FitOptions<AnyRow> = {}): Run<TrainedModel> {
    return fit(this.plan, train, options);
  }

  async load(folder: string): Promise<TrainedModel> {
    return loadModel(this.plan, folder);
  }

  #has(name: string): boolean {
    return this.#draft.tasks.some((task) => task.name === name);
  }

  #add(name: string, description: TaskDescription<AnyRow>): PlanBuilder {
    const { encoder, tasks } = this.#draft;
    const { depth } = encoder.config;
    const { layer = depth, dropout = 0.1, column = name, from, data } = description;
    const of = `The task '${name}'`;
    requireKnownOptions(of, description, ['layer', 'dropout', 'column', 'from', 'data', 'head']);
    if (data !== undefined)
      requireKnownOptions(`${of}, in 'data',`, data, ['train', 'validation', 'batchSize']);
    if (name === '') refuse(sentences.nameEmpty());
    if (this.#has(name)) refuse(sentences.nameTaken(name));
    if (!Number.isInteger(layer) || layer < 0 || layer > depth) refuse(sentences.layerMissing(layer, depth));
    const task: TaskPlan = {
      name,
      head: this.#headOf(description.head),
      layer,
      dropout,
      labels: from === undefined ? { from: 'column', column } : { from: 'generator', generator: from },
      ...(data === undefined ? {} : { data }),
    };
    return this.#with({ tasks: [...tasks, task] });
  }

  /** The head, or for a shared one the task that owns it. */
  #headOf(head: AnyHead | SameHead): AnyHead | SharedHead {
    if (!('sameHeadAs' in head)) return head;
    const owner = this.#draft.tasks.find((task) => task.name === head.sameHeadAs);
    if (owner === undefined) return refuse(sentences.headMissing(head.sameHeadAs));
    return 'sameHeadAs' in owner.head ? owner.head : { sameHeadAs: owner.name };
  }

  #with(changes: Partial<Draft>): PlanBuilder {
    return new PlanBuilder({ ...this.#draft, ...changes });
  }
}

function describe(name: string, task: TaskHead | TaskDescription<AnyRow>): TaskDescription<AnyRow> {
  if (typeof task !== 'object' || task === null) return refuse(sentences.headless(name));
  if (!('head' in task))
    return 'fit' in task || 'sameHeadAs' in task ? { head: task } : refuse(sentences.headless(name));
  return 'fit' in task && 'from' in task ? { head: task.head, from: task.from } : task;
}
