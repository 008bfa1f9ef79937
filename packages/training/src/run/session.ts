import {
  type GradientRecord,
  type HistoryEntry,
  type NamedHostTensors,
  type StopReason,
  TomoniError,
  type TrainingEvent,
  type TrainingHistory,
} from '@tomoni/spec';
import { type CheckpointFolder, checkpointNameOf } from '../checkpoint/checkpoint-folder.js';
import { type Fingerprint, requireSameRun } from '../checkpoint/fingerprint.js';
import { type RunCheckpoint, writeCheckpoint } from '../checkpoint/run-checkpoint.js';
import { writeModel } from '../checkpoint/write-model.js';
import { numericScores, score } from '../evaluation/score.js';
import { createTrainedModel } from '../model/network-model.js';
import type { TrainedModel } from '../model/trained-model.js';
import type { Network } from '../network/network.js';
import { assignVariables, readVariables } from '../network/variables.js';
import { observe, outOfPatience, unstopped } from '../stopping/early-stopping.js';
import type { Watch } from '../stopping/monitor.js';
import { tasksToStop } from '../stopping/watch-tasks.js';
import { type Course, createCourse } from './course.js';
import type { RunData } from './prepare-run.js';
import type { RunState } from './run-state.js';
import { learningRates, stepEvent } from './step-event.js';
import type { Stepper } from './stepper.js';
import { createTally, type Tally } from './tally.js';

/** Where a run is saved, and what it is recognised by. */
export interface Checkpoints {
  readonly folder: CheckpointFolder;
  readonly fingerprint: Fingerprint;
  readonly everySteps: number | undefined;
  readonly keep: number;
}

/** How a run is watched, saved and stopped. */
export interface SessionOptions {
  readonly monitor: Watch;
  readonly checkpoints: Checkpoints | undefined;
  /** Updates between comparisons of the tasks' gradients. */
  readonly gradientsEvery: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A run under way: what it computes with, and how far it has come. */
export class TrainingSession {
  /** What the owner of the run should know of how it goes on from a checkpoint. */
  notice: string | undefined;

  readonly #data: RunData;
  readonly #network: Network;
  readonly #stepper: Stepper;
  readonly #options: SessionOptions;
  readonly #course: Course;
  readonly #names: readonly string[];
  readonly #opened = performance.now();

  #stopping = unstopped;
  #entries: readonly HistoryEntry[] = [];
  #gradients: readonly GradientRecord[] = [];
  #tally: Tally;
  #best: NamedHostTensors | undefined;
  #secondsBefore = 0;
  #finished: StopReason | undefined;
  /** Tasks that were stopped, to be told of. */
  #news: TrainingEvent[] = [];
  /** Name of the newest checkpoint. */
  #saved: string | undefined;

  constructor(data: RunData, network: Network, stepper: Stepper, options: SessionOptions) {
    this.#data = data;
    this.#network = network;
    this.#stepper = stepper;
    this.#options = options;
    this.#course = createCourse(data);
    this.#names = data.plan.tasks.map((task) => task.name);
    this.#tally = createTally(this.#names);
  }

  /** Takes up where a checkpoint left off. */
  resume({ state, fingerprint, parameters, optimizer, balancing, best }: RunCheckpoint): void {
    const { folder, fingerprint: own } = this.#options.checkpoints as Checkpoints;
    requireSameRun(fingerprint, own, folder.path);
    assignVariables(this.#network.parameters, parameters, 'The checkpoint');
    this.#stepper.restore({ optimizer, weighting: state.weighting, balancing });
    this.#course.moveTo(state);
    this.#stopping = state.stopping;
    this.#entries = state.entries;
    this.#gradients = state.gradients;
    this.#tally = createTally(this.#names, state.tally);
    this.#best = best;
    this.#secondsBefore = state.seconds;
    const { step, total, done, endReason } = this.#course;
    if (done) this.finish(endReason);
    else if (state.finished === 'patience' && outOfPatience(this.#stopping, this.#data.plan.stopping))
      this.finish('patience');
    else if (this.#course.scheduleDiffers(state.total))
      this.notice = `The run goes on from step ${step} towards ${total} steps; it was begun for ${state.total}, and had the learning rates of such a run so far.`;
    this.#saved = this.#place();
  }

  /** Why the run has ended; `undefined` while it goes on. */
  get finished(): StopReason | undefined {
    return this.#finished;
  }

  /** Ends the run after what is under way. */
  finish(reason: StopReason): void {
    this.#finished ??= reason;
  }

  start(): TrainingEvent {
    const { maxEpochs } = this.#data.plan.stopping;
    const { stepsPerEpoch, total, step } = this.#course;
    const { tasks } = this.#history();
    return { type: 'start', tasks, stepsPerEpoch, maxEpochs, totalSteps: total, step };
  }

  /** What came up since the last call: in the encoder, and tasks that were stopped. */
  notices(): TrainingEvent[] {
    const messages = this.#network.encoder.takeNotices?.() ?? [];
    const news = this.#news;
    this.#news = [];
    return [...messages.map((message): TrainingEvent => ({ type: 'notice', message })), ...news];
  }

  /** One update. */
  async step(): Promise<readonly TrainingEvent[]> {
    const began = performance.now();
    const course = this.#course;
    const { place } = course;
    const every = this.#options.gradientsEvery;
    const report = every !== undefined && place.index % every === 0;
    const outcome = await this.#stepper.step(course.batches(), place, { report });
    this.#tally.add(outcome);
    course.advance();
    if (course.done) this.finish(course.endReason);
    const told = stepEvent(this.#names, outcome, place, (performance.now() - began) / 1000);
    if (outcome.report === undefined) return [told];
    const record = { step: place.index + 1, epoch: place.epoch, ...outcome.report };
    this.#gradients = [...this.#gradients, record];
    return [told, { type: 'gradients', record }];
  }

  /** Whether the run has come to a place to evaluate at: its end is one. */
  evaluationDue(): boolean {
    if (this.#course.step === 0 || this.#evaluated()) return false;
    return this.#finished !== undefined || this.#course.evaluationDue;
  }

  /** Closes a stretch of training: scores the validation part, and keeps the best state. */
  async evaluate(): Promise<TrainingEvent> {
    const { plan, validation, rng } = this.#data;
    const { step, total, epochs } = this.#course;
    const weights = this.#tally.weights();
    const tasks = this.#names.filter((name) => validation.some((set) => set.labels.has(name)));
    const scores =
      validation.length === 0
        ? undefined
        : numericScores(
            await score(this.#network, validation, tasks, {
              batchSize: plan.batching.evaluationSize,
              rng: rng.fork('evaluation'),
            }),
          );
    const entry: HistoryEntry = {
      step,
      epoch: epochs,
      train: this.#tally.losses(),
      weights,
      ...(scores === undefined ? {} : { validation: scores }),
      learningRates: learningRates(plan, this.#network.parameters, step - 1, total),
      seconds: this.#seconds(),
    };
    this.#entries = [...this.#entries, entry];
    this.#tally = createTally(this.#names);
    this.#stopTasks();
    if (scores === undefined) return { type: 'evaluation', entry, improved: false };

    const { monitor } = this.#options;
    const { state, improved } = observe(
      this.#stopping,
      monitor.value(scores, weights),
      step,
      monitor.description.better,
      plan.stopping,
    );
    this.#stopping = state;
    if (improved && plan.stopping.restoreBest) this.#best = await readVariables(this.#network.parameters);
    if (outOfPatience(state, plan.stopping)) this.finish('patience');
    return { type: 'evaluation', entry, improved };
  }

  /** Whether the run has come to a place to be saved at: after an evaluation, after some steps, or at its end. */
  checkpointDue(): boolean {
    const every = this.#options.checkpoints?.everySteps;
    if (!this.unsaved) return false;
    return (
      this.#finished !== undefined ||
      this.#evaluated() ||
      (every !== undefined && this.#course.step % every === 0)
    );
  }

  /** Whether there is something to save, and a folder to save it to. */
  get unsaved(): boolean {
    return this.#options.checkpoints !== undefined && this.#course.step > 0 && this.#saved !== this.#place();
  }

  /**
   * Saves the run, so that it can go on from here. A run that has ended is saved with the model that it ends in.
   *
   * @throws TomoniError `not-finite` where a parameter is no finite number any more: what was saved before stays
   */
  async checkpoint(): Promise<TrainingEvent> {
    const { folder, fingerprint, keep } = this.#options.checkpoints as Checkpoints;
    const { plan, tasks } = this.#data;
    const { step } = this.#course;
    const parameters = await readVariables(this.#network.parameters);
    requireFinite(parameters, step);
    if (this.#finished !== undefined) this.#restoreBest();
    const { optimizer, weighting, balancing } = await this.#stepper.state();
    const checkpoint = {
      state: { ...this.#state(), weighting },
      fingerprint,
      parameters,
      optimizer,
      balancing,
      ...(this.#best === undefined ? {} : { best: this.#best }),
    };
    const path = await writeCheckpoint(
      folder,
      checkpoint,
      (temporary) => writeModel(temporary, plan, this.#network, tasks, this.#history()),
      keep,
    );
    this.#saved = this.#place();
    return { type: 'checkpoint', folder: path, step };
  }

  /** What a run that is stopped fails with. */
  abortion(): TomoniError {
    const { checkpoints, signal } = this.#options;
    const folder = checkpoints?.folder.path;
    return new TomoniError({
      code: 'aborted',
      what: `The run was stopped after step ${this.#course.step}.`,
      remedy:
        folder === undefined
          ? 'Give a folder for checkpoints to be able to go on after a stop.'
          : `Run it again with the checkpoints in '${folder}' to go on from there.`,
      cause: signal?.reason,
    });
  }

  /** The end of the run. */
  end(reason: StopReason): TrainingEvent {
    this.#restoreBest();
    return { type: 'end', reason, history: this.#history() };
  }

  /** The trained model, to which the network goes over. */
  close(): TrainedModel {
    this.#stepper.dispose();
    return createTrainedModel(this.#data.plan, this.#network, this.#history());
  }

  /** Frees everything. */
  abandon(): void {
    this.#stepper.dispose();
    this.#network.dispose();
  }

  /** Stops the auxiliary tasks that the plan no longer trains after what was just evaluated. */
  #stopTasks(): void {
    const stopped = new Set(Object.keys(this.#course.stopped));
    for (const { task, reason } of tasksToStop(this.#data.plan, this.#entries, stopped)) {
      this.#course.stop(task);
      this.#news.push({ type: 'task-stop', task, step: this.#course.step, reason });
    }
  }

  /** Whether the step just done has been evaluated. */
  #evaluated(): boolean {
    return this.#entries.at(-1)?.step === this.#course.step;
  }

  /** The name that the run would be saved under. */
  #place(): string {
    return checkpointNameOf(this.#course.step, this.#finished !== undefined);
  }

  #restoreBest(): void {
    if (this.#best !== undefined) assignVariables(this.#network.parameters, this.#best, 'The best state');
  }

  #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#opened) / 1000;
  }

  #history(): TrainingHistory {
    const { main } = this.#data.plan;
    const { best } = this.#stopping;
    const cache = this.#network.encoder.cacheCounts?.();
    const stopped = Object.entries(this.#course.stopped).map(([task, { step }]) => [task, step] as const);
    return {
      tasks: [main, ...this.#names.filter((name) => name !== main)],
      entries: this.#entries,
      ...(this.#gradients.length === 0 ? {} : { gradients: this.#gradients }),
      monitor: this.#options.monitor.description,
      ...(best === undefined ? {} : { best }),
      ...(stopped.length === 0 ? {} : { stopped: Object.fromEntries(stopped) }),
      ...(cache === undefined ? {} : { cache }),
    };
  }

  #state(): Omit<RunState, 'weighting'> {
    const { step, total, epoch, window, drawn, stopped } = this.#course;
    return {
      step,
      total,
      epoch,
      window,
      drawn,
      stopped,
      stopping: this.#stopping,
      entries: this.#entries,
      gradients: this.#gradients,
      tally: this.#tally.state(),
      seconds: this.#seconds(),
      ...(this.#finished === undefined ? {} : { finished: this.#finished }),
    };
  }
}

function requireFinite(parameters: NamedHostTensors, step: number): void {
  for (const [name, { data }] of parameters)
    if (!data.every(Number.isFinite))
      throw new TomoniError({
        code: 'not-finite',
        what: `After step ${step} the parameter '${name}' holds a value that is not a finite number, so it is not saved.`,
        remedy: 'Lower the learning rate, or clip the gradient; the last checkpoint is from before.',
      });
}
