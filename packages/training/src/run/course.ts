import type { StopReason } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import { batchesPerEpoch, epochBatches } from '../batching/epoch.js';
import type { Plan } from '../plan/plan.js';
import type { RunData } from './prepare-run.js';
import type { RunState } from './run-state.js';
import type { StepPlace } from './step-context.js';

/** Where a run stands among its steps. */
export type CoursePosition = Pick<RunState, 'step' | 'epoch' | 'window'>;

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
  readonly #data: Pick<RunData, 'plan' | 'rng' | 'training'>;
  #windows: readonly (readonly Batch[])[] | undefined;

  constructor(data: Pick<RunData, 'plan' | 'rng' | 'training'>) {
    const { plan, training } = data;
    this.#data = data;
    const { size, accumulate } = plan.batching;
    const { maxEpochs, maxSteps = Number.POSITIVE_INFINITY } = plan.stopping;
    this.stepsPerEpoch = Math.ceil(batchesPerEpoch(training, size) / accumulate);
    this.total = Math.min(maxSteps, maxEpochs * this.stepsPerEpoch);
  }

  get epochs(): number {
    return this.epoch + this.window / this.stepsPerEpoch;
  }

  get done(): boolean {
    return this.step >= this.total;
  }

  get place(): StepPlace {
    return { index: this.step, epoch: this.epoch, total: this.total };
  }

  batches(): readonly Batch[] {
    this.#windows ??= this.#epochWindows();
    return this.#windows[this.window] as readonly Batch[];
  }

  advance(): void {
    this.step++;
    this.window++;
    if (this.window < this.stepsPerEpoch) return;
    this.epoch++;
    this.window = 0;
    this.#windows = undefined;
  }

  moveTo({ step, epoch, window }: CoursePosition): void {
    this.step = step;
    this.epoch = epoch;
    this.window = window;
    this.#windows = undefined;
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

  #epochWindows(): Batch[][] {
    const { plan, rng, training } = this.#data;
    const { accumulate } = plan.batching;
    const batches = epochBatches(training, plan.batching, rng.fork('epoch', this.epoch));
    return Array.from({ length: this.stepsPerEpoch }, (_, i) =>
      batches.slice(i * accumulate, (i + 1) * accumulate),
    );
  }
}
