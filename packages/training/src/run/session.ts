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
import { type Fingerprint, fingerprintOf, requireSameRun } from '../checkpoint/fingerprint.js';
import { type RunCheckpoint, readCheckpoint, writeCheckpoint } from '../checkpoint/run-checkpoint.js';
import { writeModel } from '../checkpoint/write-model.js';
import { numericScores, score } from '../evaluation/score.js';
import { createTrainedModel } from '../model/network-model.js';
import type { TrainedModel } from '../model/trained-model.js';
import { buildNetwork } from '../network/build-network.js';
import type { Network } from '../network/network.js';
import { assignVariables, readVariables } from '../network/variables.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { observe, outOfPatience, unstopped } from '../stopping/early-stopping.js';
import { type Watch, watch } from '../stopping/monitor.js';
import type { CheckpointOptions } from './fit-options.js';
import type { RunData } from './prepare-run.js';
import type { RunState } from './run-state.js';
import { createTally, type Tally } from './tally.js';
import { type StepOutcome, trainingStep } from './training-step.js';

/** Starts a run, or goes on from its newest checkpoint. */
export async function openSession(
  data: RunData,
  checkpoints?: CheckpointOptions,
  signal?: AbortSignal,
): Promise<TrainingSession> {
  const monitor = watch(data.plan, data.tasks);
  const network = buildNetwork({ plan: data.plan, tasks: data.tasks, rng: data.rng.fork('initial') });
  const session = new TrainingSession(data, network, monitor, checkpoints, signal);
  try {
    const found = checkpoints === undefined ? undefined : await readCheckpoint(checkpoints.folder);
    if (found !== undefined) session.resume(found);
    return session;
  } catch (error) {
    session.abandon();
    throw error;
  }
}

/** A run under way: what it computes with, and how far it has come. */
export class TrainingSession {
  readonly #data: RunData;
  readonly #network: Network;
  readonly #monitor: Watch;
  readonly #checkpoints: CheckpointOptions | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #optimizer: Optimizer;
  readonly #weighting: Weighting;
  readonly #fingerprint: Fingerprint;
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

  constructor(
    data: RunData,
    network: Network,
    monitor: Watch,
    checkpoints: CheckpointOptions | undefined,
    signal: AbortSignal | undefined,
  ) {
    const { plan, tasks, training, validation, seed } = data;
    this.#data = data;
    this.#network = network;
    this.#monitor = monitor;
    this.#checkpoints = checkpoints;
    this.#signal = signal;
    this.#names = plan.tasks.map((task) => task.name);
    this.#optimizer = plan.optimizer.create(network.parameters);
    this.#weighting = plan.weighting.create({ tasks: this.#names, main: plan.main });
    this.#fingerprint = fingerprintOf(plan, tasks, network, training, validation, seed);
    this.#tally = createTally(this.#names);
    const { size, accumulate } = plan.batching;
    const { maxEpochs, maxSteps = Number.POSITIVE_INFINITY } = plan.stopping;
    this.#stepsPerEpoch = Math.ceil(batchesPerEpoch(training, size) / accumulate);
    this.#total = Math.min(maxSteps, maxEpochs * this.#stepsPerEpoch);
  }

  /** Takes up where a checkpoint left off. */
  resume({ state, fingerprint, parameters, optimizer, best }: RunCheckpoint): void {
    requireSameRun(fingerprint, this.#fingerprint, this.#checkpoints?.folder ?? '');
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
    this.#finished = state.step < this.#total && state.finished !== 'patience' ? undefined : state.finished;
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
    if (this.#step >= this.#total) this.finish(this.#total === plan.stopping.maxSteps ? 'steps' : 'epochs');
    return this.#stepEvent(outcome, epoch, (performance.now() - began) / 1000);
  }

  /** Whether the step just done is one to evaluate after: the last one is. */
  evaluationDue(): boolean {
    const every = this.#data.plan.stopping.evaluateEvery;
    if (this.#finished !== undefined) return true;
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

  /** Whether the step just done is one to save, beside those that are evaluated. */
  checkpointDue(): boolean {
    const every = this.#checkpoints?.everySteps;
    return every !== undefined && this.#step % every === 0;
  }

  /** Saves the run, so that it can go on from here; `undefined` where it has no folder for it. */
  async checkpoint(): Promise<TrainingEvent | undefined> {
    if (this.#checkpoints === undefined) return undefined;
    const { plan, tasks } = this.#data;
    const checkpoint = {
      state: this.#state(),
      fingerprint: this.#fingerprint,
      parameters: await readVariables(this.#network.parameters),
      optimizer: await this.#optimizer.state(),
      ...(this.#best === undefined ? {} : { best: this.#best }),
    };
    const folder = await writeCheckpoint(
      this.#checkpoints.folder,
      checkpoint,
      (path) => writeModel(path, plan, this.#network, tasks, this.#history()),
      this.#checkpoints.keep ?? 2,
    );
    return { type: 'checkpoint', folder, step: this.#step };
  }

  /** What a run that is stopped fails with. */
  abortion(): TomoniError {
    const folder = this.#checkpoints?.folder;
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
    if (this.#best !== undefined) assignVariables(this.#network.parameters, this.#best, 'The best state');
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
    return {
      tasks: [main, ...this.#names.filter((name) => name !== main)],
      entries: this.#entries,
      monitor: this.#monitor.description,
      ...(best === undefined ? {} : { best }),
    };
  }

  #state(): RunState {
    return {
      step: this.#step,
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
