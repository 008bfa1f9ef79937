import { setImmediate } from 'node:timers/promises';
import {
  createRng,
  type HistoryEntry,
  type NamedHostTensors,
  type RowsOf,
  TomoniError,
  type TrainingEvent,
  type TrainingHistory,
} from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import { batchesPerEpoch, epochBatches } from '../batching/epoch.js';
import { fingerprintOf, requireSameRun } from '../checkpoint/fingerprint.js';
import { readCheckpoint, writeCheckpoint } from '../checkpoint/run-checkpoint.js';
import { writeModel } from '../checkpoint/write-model.js';
import type { DataSet } from '../data/data-set.js';
import { prepareEvaluation } from '../data/prepare-evaluation.js';
import { prepareTraining, type TrainingData } from '../data/prepare-training.js';
import { openTable, type Table } from '../data/table.js';
import { numericScores, score } from '../evaluation/score.js';
import { createTrainedModel } from '../model/network-model.js';
import type { TrainedModel } from '../model/trained-model.js';
import { buildNetwork } from '../network/build-network.js';
import { assignVariables, readVariables } from '../network/variables.js';
import { checkPlan } from '../plan/check-plan.js';
import type { AnyRow, Plan } from '../plan/plan.js';
import { observe, outOfPatience, unstopped } from '../stopping/early-stopping.js';
import { watch } from '../stopping/monitor.js';
import type { FitOptions } from './fit-options.js';
import type { RunState } from './run-state.js';
import { createTally } from './tally.js';
import { type StepOutcome, trainingStep } from './training-step.js';

/** What the trainer asks of whoever runs it. */
export interface TrainingControl {
  /** Whether a callback has asked the run to end. */
  readonly stopRequested: () => boolean;
}

/** Runs a plan: yields events, returns the trained model. */
export async function* train(
  plan: Plan,
  rows: RowsOf<AnyRow>,
  options: FitOptions<AnyRow>,
  control: TrainingControl,
): AsyncGenerator<TrainingEvent, TrainedModel> {
  const { seed = 0, signal, checkpoints } = options;
  checkPlan(plan);
  const rng = createRng(seed);
  const names = plan.tasks.map((task) => task.name);
  const own = plan.tasks.filter((task) => task.data !== undefined);
  const joint = plan.tasks.filter((task) => task.data === undefined);
  const data = yield* prepareTraining(
    plan,
    [
      ...(joint.length === 0 ? [] : [{ table: openTable(rows, 'training'), tasks: joint }]),
      ...own.map((task) => ({
        table: openTable(task.data?.train ?? [], `training (${task.name})`),
        tasks: [task],
      })),
    ],
    rng.fork('data'),
    signal,
  );
  const validation = yield* prepareValidation(plan, data, options);
  const monitor = watch(plan, data.tasks);

  const network = buildNetwork({ plan, tasks: data.tasks, rng: rng.fork('initial') });
  const optimizer = plan.optimizer.create(network.parameters);
  try {
    const weighting = plan.weighting.create({ tasks: names, main: plan.main });
    const fingerprint = fingerprintOf(plan, data.tasks, network, data.sets, validation, seed);
    const found = checkpoints === undefined ? undefined : await readCheckpoint(checkpoints.folder);
    if (found !== undefined && checkpoints !== undefined) {
      requireSameRun(found.fingerprint, fingerprint, checkpoints.folder);
      assignVariables(network.parameters, found.parameters, 'The checkpoint');
      optimizer.restore(found.optimizer);
      weighting.restore(found.state.weighting);
    }

    let { step, epoch, window, stopping, entries, finished } = found?.state ?? initialState;
    let best: NamedHostTensors | undefined = found?.best;
    let tally = createTally(names, found?.state.tally);
    const started = performance.now();
    const seconds = () => (found?.state.seconds ?? 0) + (performance.now() - started) / 1000;
    const history = (): TrainingHistory => ({
      tasks: [plan.main, ...names.filter((name) => name !== plan.main)],
      entries,
      monitor: monitor.description,
      ...(stopping.best === undefined ? {} : { best: stopping.best }),
    });

    const { accumulate, size } = plan.batching;
    const { maxEpochs, maxSteps = Number.POSITIVE_INFINITY } = plan.stopping;
    const stepsPerEpoch = Math.ceil(batchesPerEpoch(data.sets, size) / accumulate);
    const total = Math.min(maxSteps, maxEpochs * stepsPerEpoch);
    const context = { plan, network, sets: data.sets, weighting, optimizer, rng: rng.fork('training') };
    yield { type: 'start', tasks: history().tasks, stepsPerEpoch, maxEpochs, step };

    while (finished === undefined) {
      const windows = accumulationWindows(
        epochBatches(data.sets, plan.batching, rng.fork('epoch', epoch)),
        accumulate,
      );
      while (window < windows.length && finished === undefined) {
        const place = { index: step, epoch, total };
        const began = performance.now();
        const outcome = await trainingStep(context, windows[window] as Batch[], place);
        tally.add(outcome);
        step++;
        window++;
        const endOfEpoch = window === windows.length;
        yield stepEvent(names, outcome, step, epoch, (performance.now() - began) / 1000);

        const epochsDone = epoch + (endOfEpoch ? 1 : 0);
        const last = step >= total ? (step >= maxSteps ? 'steps' : 'epochs') : undefined;
        const stopped = control.stopRequested() ? 'callback' : undefined;
        finished = last ?? stopped;
        const evaluates =
          finished !== undefined ||
          isDue(plan.stopping.evaluateEvery, step, endOfEpoch ? epochsDone : undefined);
        if (evaluates) {
          const weights = tally.weights();
          const scores =
            validation.length === 0
              ? undefined
              : numericScores(
                  await score(
                    network,
                    validation,
                    names.filter((name) => validation.some((set) => set.labels.has(name))),
                    { batchSize: plan.batching.evaluationSize, rng: rng.fork('evaluation'), signal },
                  ),
                );
          const entry: HistoryEntry = {
            step,
            epoch: epoch + window / windows.length,
            train: tally.losses(),
            weights,
            ...(scores === undefined ? {} : { validation: scores }),
            learningRates: learningRates(plan, network.parameters, step - 1, total),
            seconds: seconds(),
          };
          entries = [...entries, entry];
          tally = createTally(names);
          let improved = false;
          if (scores !== undefined) {
            const value = monitor.value(scores, weights);
            ({ state: stopping, improved } = observe(
              stopping,
              value,
              step,
              monitor.description.better,
              plan.stopping,
            ));
            if (improved && plan.stopping.restoreBest) best = await readVariables(network.parameters);
            if (outOfPatience(stopping, plan.stopping)) finished ??= 'patience';
          }
          yield { type: 'evaluation', entry, improved };
          if (control.stopRequested()) finished ??= 'callback';
        }
        if (endOfEpoch) {
          epoch++;
          window = 0;
        }

        const aborted = signal?.aborted === true && finished === undefined;
        const everySteps = checkpoints?.everySteps;
        const due = evaluates || aborted || (everySteps !== undefined && step % everySteps === 0);
        if (checkpoints !== undefined && due) {
          const state: RunState = {
            step,
            epoch,
            window,
            stopping,
            entries,
            tally: tally.state(),
            weighting: weighting.state(),
            seconds: seconds(),
            ...(finished === undefined ? {} : { finished }),
          };
          const folder = await writeCheckpoint(
            checkpoints.folder,
            {
              state,
              fingerprint,
              parameters: await readVariables(network.parameters),
              optimizer: await optimizer.state(),
              ...(best === undefined ? {} : { best }),
            },
            (path) => writeModel(path, plan, network, data.tasks, history()),
            checkpoints.keep ?? 2,
          );
          yield { type: 'checkpoint', folder, step };
        }
        if (aborted) throw abortion(signal, step, checkpoints?.folder);
        await setImmediate();
        if (endOfEpoch) break;
      }
    }

    if (best !== undefined) assignVariables(network.parameters, best, 'The best state');
    yield { type: 'end', reason: finished, history: history() };
    return createTrainedModel(plan, network, history());
  } catch (error) {
    network.dispose();
    throw error;
  } finally {
    optimizer.dispose();
  }
}

const initialState: Pick<RunState, 'step' | 'epoch' | 'window' | 'stopping' | 'entries' | 'finished'> = {
  step: 0,
  epoch: 0,
  window: 0,
  stopping: unstopped,
  entries: [],
};

async function* prepareValidation(
  plan: Plan,
  data: TrainingData,
  { validation, signal, seed = 0 }: FitOptions<AnyRow>,
): AsyncGenerator<TrainingEvent, DataSet[]> {
  const rng = createRng(seed).fork('validation');
  const sets: DataSet[] = [];
  const joint = data.tasks.filter((task) => task.plan.data === undefined);
  const tables: { table: Table; tasks: TrainingData['tasks'] }[] = [];
  if (validation !== undefined && joint.length > 0)
    tables.push({ table: openTable(validation, 'validation'), tasks: joint });
  for (const task of data.tasks) {
    const rows = task.plan.data?.validation;
    if (rows !== undefined)
      tables.push({ table: openTable(rows, `validation (${task.plan.name})`), tasks: [task] });
  }
  for (const { table, tasks } of tables) sets.push(yield* prepareEvaluation(plan, tasks, table, rng, signal));
  return sets;
}

function accumulationWindows(batches: readonly Batch[], accumulate: number): Batch[][] {
  return Array.from({ length: Math.ceil(batches.length / accumulate) }, (_, i) =>
    batches.slice(i * accumulate, (i + 1) * accumulate),
  );
}

function isDue(
  every: Plan['stopping']['evaluateEvery'],
  step: number,
  epochsDone: number | undefined,
): boolean {
  return 'steps' in every
    ? step % every.steps === 0
    : epochsDone !== undefined && epochsDone % every.epochs === 0;
}

function stepEvent(
  names: readonly string[],
  { losses, labelled, weights, gradientNorm, tokens }: StepOutcome,
  step: number,
  epoch: number,
  seconds: number,
): TrainingEvent {
  const present = names.map((name, i) => ({ name, i })).filter(({ i }) => (labelled[i] as number) > 0);
  return {
    type: 'step',
    step,
    epoch,
    losses: Object.fromEntries(present.map(({ name, i }) => [name, losses[i] as number])),
    weights: Object.fromEntries(present.map(({ name, i }) => [name, weights[i] as number])),
    gradientNorm,
    tokens,
    seconds,
  };
}

/** The largest learning rate of each group of parameters. */
function learningRates(
  plan: Plan,
  parameters: Parameters<Plan['optimizer']['create']>[0],
  step: number,
  total: number,
): Record<string, number> {
  const factor = plan.schedule.factor(step, total);
  const rates: Record<string, number> = {};
  for (const parameter of parameters) {
    const rate = plan.optimizer.learningRate(parameter) * factor;
    rates[parameter.group] = Math.max(rates[parameter.group] ?? 0, rate);
  }
  return rates;
}

function abortion(signal: AbortSignal | undefined, step: number, folder: string | undefined): TomoniError {
  return new TomoniError({
    code: 'aborted',
    what: `The run was stopped after step ${step}.`,
    remedy:
      folder === undefined
        ? 'Give a folder for checkpoints to be able to go on after a stop.'
        : `Run it again with the checkpoints in '${folder}' to go on from there.`,
    cause: signal?.reason,
  });
}
