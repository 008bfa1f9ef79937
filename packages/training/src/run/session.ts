import {
  type HistoryEntry,
  type NamedHostTensors,
  type StopReason,
  TomoniError,
  type TrainingEvent,
  type TrainingHistory,
  type Weighting,
} from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import { batchesPerEpoch, epochBatches } from '../batching/epoch.js';
import {
  type CheckpointFolder,
  checkpointNameOf,
  openCheckpointFolder,
} from '../checkpoint/checkpoint-folder.js';
import { type Fingerprint, fingerprintOf, requireSameRun } from '../checkpoint/fingerprint.js';
import { type RunCheckpoint, readCheckpoint, writeCheckpoint } from '../checkpoint/run-checkpoint.js';
import { writeModel } from '../checkpoint/write-model.js';
import { numericScores, score } from '../evaluation/score.js';
import { createTrainedModel } from '../model/network-model.js';
import type { TrainedModel } from '../model/trained-model.js';
import { buildNetwork } from '../network/build-network.js';
import type { Network } from '../network/network.js';
import { requireAligned } from '../network/require-aligned.js';
import { assignVariables, readVariables } from '../network/variables.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { AnyRow } from '../plan/plan.js';
import { observe, outOfPatience, unstopped } from '../stopping/early-stopping.js';
import { type Watch, watch } from '../stopping/monitor.js';
import type { FitOptions } from './fit-options.js';
import type { RunData } from './prepare-run.js';
import type { RunState } from './run-state.js';
import { createTally, type Tally } from './tally.js';
import { type StepOutcome, trainingStep } from './training-step.js';

/** Where a run is saved, and what it is recognised by. */
interface Checkpoints {
  readonly folder: CheckpointFolder;
  readonly fingerprint: Fingerprint;
  readonly everySteps: number | undefined;
  readonly keep: number;
}

/**
 * Starts a run, or goes on from its newest checkpoint.
 *
 * @throws TomoniError `invalid-data` where labels do not fit their texts, `invalid-argument` where what is watched cannot be, `mismatch` where the checkpoint is of another
 * run, `damaged-file` where it is not whole, `unavailable` where the folder cannot be written to
 */
export async function openSession(
  data: RunData,
  { checkpoints, signal }: Pick<FitOptions<AnyRow>, 'checkpoints' | 'signal'>,
): Promise<TrainingSession> {
  const { plan, tasks, rng } = data;
  const folder = checkpoints && (await openCheckpointFolder(checkpoints.folder));
  const network = buildNetwork({ plan, tasks, rng: rng.fork('initial') });
  let optimizer: Optimizer | undefined;
  try {
    requireAligned(network, [...data.training, ...data.validation]);
    const monitor = watch(plan, network, data.validation);
    optimizer = plan.optimizer.create(network.parameters);
    const saving = folder && {
      folder,
      fingerprint: await fingerprintOf(data, network),
      everySteps: checkpoints.everySteps,
      keep: checkpoints.keep ?? 2,
    };
    const session = new TrainingSession(data, network, optimizer, monitor, saving, signal);
    const found = folder && (await readCheckpoint(folder));
    if (found !== undefined) session.resume(found);
    return session;
  } catch (error) {
    optimizer?.dispose();
    network.dispose();
    throw error;
  }
}

/** A run under way: what it computes with, and how far it has come. */
export class TrainingSession {
  /** What the owner of the run should know of how it goes on from a checkpoint. */
  notice: string | undefined;

  readonly #data: RunData;
  readonly #network: Network;
  readonly #monitor: Watch;
  readonly #checkpoints: Checkpoints | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #optimizer: Optimizer;
  readonly #weighting: Weighting;
  readonly #names: readonly string[];
  readonly #stepsPerEpoch: number;
  readonly #total: number;
  readonly #opened = performance.now();

  #step = 0;
  #epoch = 0;
  #window = 0;
  #windows: readonly (readonly Batch[])[] | undefined;
  #stopping = unstopped;
  #entries: readonly HistoryEntry[] = [];
  #tally: Tally;
  #best: NamedHostTensors | undefined;
  #secondsBefore = 0;
  #finished: StopReason | undefined;
  /** Name of the newest checkpoint. */
  #saved: string | undefined;

  constructor(
    data: RunData,
    network: Network,
    optimizer: Optimizer,
    monitor: Watch,
    checkpoints: Checkpoints | undefined,
    signal: AbortSignal | undefined,
  ) {
    const { plan, training } = data;
    this.#data = data;
    this.#network = network;
    this.#optimizer = optimizer;
    this.#monitor = monitor;
    this.#checkpoints = checkpoints;
    this.#signal = signal;
    this.#names = plan.tasks.map((task) => task.name);
    this.#weighting = plan.weighting.create({ tasks: this.#names, main: plan.main });
    this.#tally = createTally(this.#names);
    const { size, accumulate } = plan.batching;
    const { maxEpochs, maxSteps = Number.POSITIVE_INFINITY } = plan.stopping;
    this.#stepsPerEpoch = Math.ceil(batchesPerEpoch(training, size) / accumulate);
    this.#total = Math.min(maxSteps, maxEpochs * this.#stepsPerEpoch);
  }

  /** Takes up where a checkpoint left off. */
  resume({ state, fingerprint, parameters, optimizer, best }: RunCheckpoint): void {
    const { folder, fingerprint: own } = this.#checkpoints as Checkpoints;
    requireSameRun(fingerprint, own, folder.path);
    assignVariables(this.#network.parameters, parameters, 'The checkpoint');
    this.#optimizer.restore(optimizer);
    this.#weighting.restore(state.weighting);
    this.#step = state.step;
    this.#epoch = state.epoch;
    this.#window = state.window;
    this.#stopping = state.stopping;
    this.#entries = state.entries;
    this.#tally = createTally(this.#names, state.tally);
    this.#best = best;
    this.#secondsBefore = state.seconds;
    if (this.#step >= this.#total) this.finish(this.#endReason());
    else if (state.finished === 'patience' && outOfPatience(this.#stopping, this.#data.plan.stopping))
      this.finish('patience');
    else if (this.#scheduleDiffers(state.total))
      this.notice = `The run goes on from step ${this.#step} towards ${this.#total} steps; it was begun for ${state.total}, and had the learning rates of such a run so far.`;
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
    const { tasks } = this.#history();
    return {
      type: 'start',
      tasks,
      stepsPerEpoch: this.#stepsPerEpoch,
      maxEpochs,
      totalSteps: this.#total,
      step: this.#step,
    };
  }

  /** What came up in the encoder since the last call. */
  notices(): TrainingEvent[] {
    const messages = this.#network.encoder.takeNotices?.() ?? [];
    return messages.map((message) => ({ type: 'notice', message }));
  }

  /** One update. */
  async step(): Promise<TrainingEvent> {
    const began = performance.now();
    const { plan, rng, training } = this.#data;
    const epoch = this.#epoch;
    this.#windows ??= this.#epochWindows();
    const windows = this.#windows;
    const outcome = await trainingStep(
      {
        plan,
        network: this.#network,
        sets: training,
        weighting: this.#weighting,
        optimizer: this.#optimizer,
        rng: rng.fork('training'),
      },
      windows[this.#window] as readonly Batch[],
      { index: this.#step, epoch, total: this.#total },
    );
    this.#tally.add(outcome);
    this.#step++;
    this.#window++;
    if (this.#window === windows.length) {
      this.#epoch++;
      this.#window = 0;
      this.#windows = undefined;
    }
    if (this.#step >= this.#total) this.finish(this.#endReason());
    return this.#stepEvent(outcome, epoch, (performance.now() - began) / 1000);
  }

  /** Whether the run has come to a place to evaluate at: its end is one. */
  evaluationDue(): boolean {
    if (this.#step === 0 || this.#evaluated()) return false;
    if (this.#finished !== undefined) return true;
    const every = this.#data.plan.stopping.evaluateEvery;
    if ('steps' in every) return this.#step % every.steps === 0;
    return this.#window === 0 && this.#epoch % every.epochs === 0;
  }

  /** Closes a stretch of training: scores the validation part, and keeps the best state. */
  async evaluate(): Promise<TrainingEvent> {
    const { plan, validation, rng } = this.#data;
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
      step: this.#step,
      epoch: this.#epoch + this.#window / this.#stepsPerEpoch,
      train: this.#tally.losses(),
      weights,
      ...(scores === undefined ? {} : { validation: scores }),
      learningRates: this.#learningRates(),
      seconds: this.#seconds(),
    };
    this.#entries = [...this.#entries, entry];
    this.#tally = createTally(this.#names);
    if (scores === undefined) return { type: 'evaluation', entry, improved: false };

    const { state, improved } = observe(
      this.#stopping,
      this.#monitor.value(scores, weights),
      this.#step,
      this.#monitor.description.better,
      plan.stopping,
    );
    this.#stopping = state;
    if (improved && plan.stopping.restoreBest) this.#best = await readVariables(this.#network.parameters);
    if (outOfPatience(state, plan.stopping)) this.finish('patience');
    return { type: 'evaluation', entry, improved };
  }

  /** Whether the run has come to a place to be saved at: after an evaluation, after some steps, or at its end. */
  checkpointDue(): boolean {
    const every = this.#checkpoints?.everySteps;
    if (!this.unsaved) return false;
    return (
      this.#finished !== undefined || this.#evaluated() || (every !== undefined && this.#step % every === 0)
    );
  }

  /** Whether there is something to save, and a folder to save it to. */
  get unsaved(): boolean {
    return this.#checkpoints !== undefined && this.#step > 0 && this.#saved !== this.#place();
  }

  /**
   * Saves the run, so that it can go on from here. A run that has ended is saved with the model that it ends in.
   *
   * @throws TomoniError `not-finite` where a parameter is no finite number any more: what was saved before stays
   */
  async checkpoint(): Promise<TrainingEvent> {
    const { folder, fingerprint, keep } = this.#checkpoints as Checkpoints;
    const { plan, tasks } = this.#data;
    const parameters = await readVariables(this.#network.parameters);
    requireFinite(parameters, this.#step);
    if (this.#finished !== undefined) this.#restoreBest();
    const checkpoint = {
      state: this.#state(),
      fingerprint,
      parameters,
      optimizer: await this.#optimizer.state(),
      ...(this.#best === undefined ? {} : { best: this.#best }),
    };
    const path = await writeCheckpoint(
      folder,
      checkpoint,
      (temporary) => writeModel(temporary, plan, this.#network, tasks, this.#history()),
      keep,
    );
    this.#saved = this.#place();
    return { type: 'checkpoint', folder: path, step: this.#step };
  }

  /** What a run that is stopped fails with. */
  abortion(): TomoniError {
    const folder = this.#checkpoints?.folder.path;
    return new TomoniError({
      code: 'aborted',
      what: `The run was stopped after step ${this.#step}.`,
      remedy:
        folder === undefined
          ? 'Give a folder for checkpoints to be able to go on after a stop.'
          : `Run it again with the checkpoints in '${folder}' to go on from there.`,
      cause: this.#signal?.reason,
    });
  }

  /** The end of the run. */
  end(reason: StopReason): TrainingEvent {
    this.#restoreBest();
    return { type: 'end', reason, history: this.#history() };
  }

  /** The trained model, to which the network goes over. */
  close(): TrainedModel {
    this.#optimizer.dispose();
    return createTrainedModel(this.#data.plan, this.#network, this.#history());
  }

  /** Frees everything. */
  abandon(): void {
    this.#optimizer.dispose();
    this.#network.dispose();
  }

  /** Whether the step just done has been evaluated. */
  #evaluated(): boolean {
    return this.#entries.at(-1)?.step === this.#step;
  }

  /** The name that the run would be saved under. */
  #place(): string {
    return checkpointNameOf(this.#step, this.#finished !== undefined);
  }

  #endReason(): StopReason {
    return this.#total === this.#data.plan.stopping.maxSteps ? 'steps' : 'epochs';
  }

  /** Whether the steps done would have had other learning rates in a run of as many steps as are now planned. */
  #scheduleDiffers(total: number): boolean {
    const { schedule } = this.#data.plan;
    const differs = (step: number) => schedule.factor(step, total) !== schedule.factor(step, this.#total);
    return total !== this.#total && Array.from({ length: this.#step }, (_, step) => step).some(differs);
  }

  #restoreBest(): void {
    if (this.#best !== undefined) assignVariables(this.#network.parameters, this.#best, 'The best state');
  }

  #epochWindows(): Batch[][] {
    const { plan, rng, training } = this.#data;
    const { accumulate } = plan.batching;
    const batches = epochBatches(training, plan.batching, rng.fork('epoch', this.#epoch));
    return Array.from({ length: this.#stepsPerEpoch }, (_, i) =>
      batches.slice(i * accumulate, (i + 1) * accumulate),
    );
  }

  #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#opened) / 1000;
  }

  #history(): TrainingHistory {
    const { main } = this.#data.plan;
    const { best } = this.#stopping;
    const cache = this.#network.encoder.cacheCounts?.();
    return {
      tasks: [main, ...this.#names.filter((name) => name !== main)],
      entries: this.#entries,
      monitor: this.#monitor.description,
      ...(best === undefined ? {} : { best }),
      ...(cache === undefined ? {} : { cache }),
    };
  }

  #state(): RunState {
    return {
      step: this.#step,
      total: this.#total,
      epoch: this.#epoch,
      window: this.#window,
      stopping: this.#stopping,
      entries: this.#entries,
      tally: this.#tally.state(),
      weighting: this.#weighting.state(),
      seconds: this.#seconds(),
      ...(this.#finished === undefined ? {} : { finished: this.#finished }),
    };
  }

  #stepEvent(outcome: StepOutcome, epoch: number, seconds: number): TrainingEvent {
    const { losses, labelled, weights, gradientNorm, tokens } = outcome;
    const present = this.#names
      .map((name, i) => ({ name, i }))
      .filter(({ i }) => (labelled[i] as number) > 0);
    return {
      type: 'step',
      step: this.#step,
      epoch,
      losses: Object.fromEntries(present.map(({ name, i }) => [name, losses[i] as number])),
      weights: Object.fromEntries(present.map(({ name, i }) => [name, weights[i] as number])),
      gradientNorm,
      tokens,
      seconds,
    };
  }

  /** The largest learning rate of each group of parameters in the step just done. */
  #learningRates(): Record<string, number> {
    const { optimizer, schedule } = this.#data.plan;
    const factor = schedule.factor(this.#step - 1, this.#total);
    const rates: Record<string, number> = {};
    for (const parameter of this.#network.parameters) {
      const rate = optimizer.learningRate(parameter) * factor;
      rates[parameter.group] = Math.max(rates[parameter.group] ?? 0, rate);
    }
    return rates;
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
