import type { StopReason } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import type { Plan } from '../plan/plan.js';
import {
  type BatchStream,
  createBatchStream,
  type EpochBatches,
  sampledRows,
} from '../sampling/batch-stream.js';
import type { StoppedTasks } from '../stopping/task-stopping.js';
import type { RunData } from './prepare-run.js';
import type { RunState } from './run-state.js';
import type { StepPlace } from './step-context.js';

/** Where a run stands among its steps. */
export type CoursePosition = Pick<RunState, 'step' | 'epoch' | 'window' | 'drawn' | 'stopped'>;

/** The steps of a run, and how far it has come. */
export interface Course extends CoursePosition {
  readonly stepsPerEpoch: number;
  /** Updates planned. */
  readonly total: number;
  /** Epochs done, with their fraction. */
  readonly epochs: number;
  readonly done: boolean;
  /** The step that comes next. */
  readonly place: StepPlace;
  /** The batches of the step that comes next. */
  batches(): readonly Batch[];
  advance(): void;
  /** Goes on without a task: its labels are no longer learnt, and rows that are its alone no longer read. */
  stop(task: string): void;
  moveTo(position: CoursePosition): void;
  /** Whether validation is due after the step just done. */
  readonly evaluationDue: boolean;
  /** Why a run ends that has done all its steps. */
  readonly endReason: StopReason;
  /** Whether the steps done would have had other learning rates in a run of as many steps as are now planned. */
  scheduleDiffers(total: number): boolean;
}

/** The course of a run that has not begun. */
export function createCourse(data: Pick<RunData, 'plan' | 'rng' | 'training'>): Course {
  return new RunCourse(data);
}

class RunCourse implements Course {
  readonly stepsPerEpoch: number;
  readonly total: number;
  step = 0;
  epoch = 0;
  window = 0;
  drawn: readonly number[] = [];
  stopped: StoppedTasks = {};
  readonly #data: Pick<RunData, 'plan' | 'rng' | 'training'>;
  readonly #stream: BatchStream;
  #current: EpochBatches | undefined;

  constructor(data: Pick<RunData, 'plan' | 'rng' | 'training'>) {
    const { plan, training } = data;
    this.#data = data;
    const { maxEpochs, maxSteps = Number.POSITIVE_INFINITY } = plan.stopping;
    const total = (perEpoch: number) =>
      Math.min(maxSteps, maxEpochs * Math.ceil(perEpoch / plan.batching.accumulate));
    const rows = { plan, sets: training, rng: data.rng };
    const whole = createBatchStream({ ...rows, sampling: undefined });
    const sampling = plan.sampling?.create(sampledRows(training), total(whole.perEpoch));
    this.#stream = sampling === undefined ? whole : createBatchStream({ ...rows, sampling });
    this.stepsPerEpoch = Math.ceil(this.#stream.perEpoch / plan.batching.accumulate);
    this.total = total(this.#stream.perEpoch);
  }

  get epochs(): number {
    return this.epoch + (this.window === 0 ? 0 : this.window / this.#windows());
  }

  get done(): boolean {
    return this.step >= this.total || this.epoch >= this.#plan.stopping.maxEpochs;
  }

  get place(): StepPlace {
    return { index: this.step, epoch: this.epoch, total: this.total };
  }

  batches(): readonly Batch[] {
    const { accumulate } = this.#plan.batching;
    const from = this.window * accumulate;
    const gone = Object.keys(this.stopped);
    const batches = this.#epochBatches().batches.slice(from, from + accumulate);
    if (gone.length === 0) return batches;
    const names = this.#plan.tasks.map(({ name }) => name).filter((name) => !gone.includes(name));
    return batches
      .filter(({ set }) => this.#active(Number.POSITIVE_INFINITY)[set])
      .map((batch) => ({ ...batch, tasks: names }));
  }

  advance(): void {
    this.step++;
    this.window++;
    if (this.window < this.#windows()) return;
    this.drawn = this.#epochBatches().drawn;
    this.epoch++;
    this.window = 0;
    this.#current = undefined;
  }

  stop(task: string): void {
    const epoch = this.window === 0 ? this.epoch : this.epoch + 1;
    this.stopped = { ...this.stopped, [task]: { step: this.step, epoch } };
  }

  moveTo({ step, epoch, window, drawn, stopped }: CoursePosition): void {
    this.step = step;
    this.epoch = epoch;
    this.window = window;
    this.drawn = drawn;
    this.stopped = stopped;
    this.#current = undefined;
  }

  get evaluationDue(): boolean {
    const every = this.#plan.stopping.evaluateEvery;
    if ('steps' in every) return this.step % every.steps === 0;
    return this.window === 0 && this.epoch % every.epochs === 0;
  }

  get endReason(): StopReason {
    return this.total === this.#plan.stopping.maxSteps ? 'steps' : 'epochs';
  }

  scheduleDiffers(total: number): boolean {
    const { schedule } = this.#plan;
    const differs = (step: number) => schedule.factor(step, total) !== schedule.factor(step, this.total);
    return total !== this.total && Array.from({ length: this.step }, (_, step) => step).some(differs);
  }

  get #plan(): Plan {
    return this.#data.plan;
  }

  /** Updates in the epoch under way. */
  #windows(): number {
    return Math.ceil(this.#epochBatches().batches.length / this.#plan.batching.accumulate);
  }

  /** The batches of the epoch under way: a task that is stopped within it still has its place there. */
  #epochBatches(): EpochBatches {
    const start = { epoch: this.epoch, step: this.step - this.window, total: this.total };
    this.#current ??= this.#stream.epoch(start, this.#active(this.epoch), this.drawn);
    return this.#current;
  }

  /** Whether a set of rows has a task that is trained in an epoch. */
  #active(epoch: number): boolean[] {
    const gone = Object.entries(this.stopped).flatMap(([task, stop]) => (stop.epoch <= epoch ? [task] : []));
    return this.#data.training.map(({ labels }) => [...labels.keys()].some((task) => !gone.includes(task)));
  }
}
