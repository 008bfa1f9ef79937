import { writeFolder } from '@tomoni/data';
import { createRng, type RowsOf, requireKnownOptions, TomoniError, type TrainingHistory } from '@tomoni/spec';
import { writeModel } from '../checkpoint/write-model.js';
import type { DataSet } from '../data/data-set.js';
import { encodeTexts } from '../data/encode-texts.js';
import type { FittedTask } from '../data/fitted-task.js';
import { requireInputs } from '../data/inputs.js';
import { prepareEvaluation } from '../data/prepare-evaluation.js';
import { openTable } from '../data/table.js';
import { truncationNotice } from '../data/truncation-notice.js';
import { type RunOptions, runNetwork } from '../evaluation/run-network.js';
import { score } from '../evaluation/score.js';
import type { Network } from '../network/network.js';
import { requireAligned } from '../network/require-aligned.js';
import type { AnyRow, Plan, TaskPlan } from '../plan/plan.js';
import { reducePlan } from '../plan/reduce-plan.js';
import { collectNotices } from '../run/collect-notices.js';
import type { EvaluationOptions, PredictionOptions, Scores, TrainedModel } from './trained-model.js';

/** Makes a model of a network, which it then owns; `release` frees what else came with it. */
export function createTrainedModel(
  plan: Plan,
  network: Network,
  history: TrainingHistory,
  release: () => void = () => undefined,
): TrainedModel {
  let users = 0;
  const dispose = () => {
    network.dispose();
    release();
  };
  const shared: SharedNetwork = {
    network,
    acquire: () => {
      users++;
    },
    release: () => {
      users--;
      if (users === 0) dispose();
    },
  };
  return new NetworkModel(plan, shared, network.tasks, history);
}

/** A network that several models use, freed with the last of them. */
interface SharedNetwork {
  readonly network: Network;
  acquire(): void;
  release(): void;
}

/** Generated labels are the same in every evaluation. */
const evaluationRng = createRng(0).fork('evaluation of a model');

class NetworkModel implements TrainedModel {
  /**
   * The network of a model, for what looks into it.
   *
   * @throws TomoniError `invalid-argument` where the model was disposed of, or does not come from this library
   */
  static networkOf(model: object): Network {
    if (#shared in model) return model.#network();
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The model was not trained or loaded by this library.',
      remedy: 'Give what `fit` or `load` returned.',
    });
  }

  readonly #shared: SharedNetwork;
  #disposed = false;

  constructor(
    readonly plan: Plan,
    shared: SharedNetwork,
    readonly tasks: readonly FittedTask[],
    readonly history: TrainingHistory,
  ) {
    this.#shared = shared;
    shared.acquire();
  }

  async evaluate(rows: RowsOf<AnyRow>, options: EvaluationOptions = {}): Promise<Scores> {
    requireKnownOptions('evaluate()', options, ['tasks', 'signal', 'progress', 'notice', 'examples']);
    const network = this.#network();
    const tasks = this.#select(options.tasks);
    const table = openTable(rows, 'evaluation');
    const { result: set, notices } = await collectNotices(
      prepareEvaluation(this.plan, { table, tasks, all: this.tasks }, evaluationRng, options.signal),
    );
    for (const notice of notices) options.notice?.(notice);
    requireAligned(network, [set]);
    const scores = await score(network, [set], namesOf(tasks), {
      ...this.#runOptions(options),
      ...(options.examples !== undefined && { examples: options.examples }),
    });
    this.#tellNotices(options);
    return scores;
  }

  async predict(
    inputs: readonly unknown[],
    options: PredictionOptions = {},
  ): Promise<Readonly<Record<string, unknown>>[]> {
    requireKnownOptions('predict()', options, ['tasks', 'signal', 'progress', 'notice']);
    const network = this.#network();
    const names = namesOf(this.#select(options.tasks));
    const source = { name: 'input', where: (row: number) => ({ row }) };
    const { result: texts } = await collectNotices(
      encodeTexts(this.plan, this.tasks, requireInputs(inputs, this.plan.columns), source, options.signal),
    );
    const notice = truncationNotice(source.name, texts);
    if (notice !== undefined) options.notice?.(notice);
    const unlabelled = { drawn: false as const, labels: texts.map(() => undefined) };
    const set: DataSet = { ...source, texts, labels: new Map(names.map((name) => [name, unlabelled])) };
    const predictions: Record<string, unknown>[] = inputs.map(() => ({}));
    for await (const { task, rows, predictions: own } of runNetwork(network, set, names, {
      ...this.#runOptions(options),
      reusable: false,
    }))
      for (const [i, row] of rows.entries()) (predictions[row] as Record<string, unknown>)[task] = own[i];
    this.#tellNotices(options);
    return predictions;
  }

  async save(folder: string): Promise<void> {
    const network = this.#network();
    await writeFolder(folder, (temporary) =>
      writeModel(temporary, this.plan, network, this.tasks, this.history),
    );
  }

  only(...names: readonly string[]): TrainedModel {
    this.#network();
    const tasks = this.#select(names);
    if (tasks.length === 0)
      throw new TomoniError({
        code: 'invalid-argument',
        what: 'A model of no task was asked for.',
        remedy: 'Name the tasks to keep.',
      });
    const plan = reducePlan(this.plan, names);
    const kept = tasks.map((task, i) => ({ ...task, plan: plan.tasks[i] as TaskPlan }));
    return new NetworkModel(plan, this.#shared, kept, this.history);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#shared.release();
  }

  /** What came up in the encoder, to those who listen. */
  #tellNotices({ notice }: EvaluationOptions): void {
    if (notice === undefined) return;
    for (const sentence of this.#network().encoder.takeNotices?.() ?? []) notice(sentence);
  }

  #network(): Network {
    if (!this.#disposed) return this.#shared.network;
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The model was disposed of.',
      remedy: 'Dispose of it after its last use, or load it again.',
    });
  }

  /** The tasks of these names, in the order of the plan. */
  #select(names: readonly string[] | undefined): readonly FittedTask[] {
    if (names === undefined) return this.tasks;
    const known = namesOf(this.tasks);
    for (const name of names)
      if (!known.includes(name))
        throw new TomoniError({
          code: 'invalid-argument',
          what: `The model has no task '${name}'; it has ${known.map((task) => `'${task}'`).join(', ')}.`,
          remedy: 'Name one of these.',
        });
    return this.tasks.filter(({ plan }) => names.includes(plan.name));
  }

  #runOptions({ signal, progress }: EvaluationOptions): RunOptions {
    return { batchSize: this.plan.batching.evaluationSize, rng: evaluationRng, signal, progress };
  }
}

export const { networkOf } = NetworkModel;

function namesOf(tasks: readonly FittedTask[]): string[] {
  return tasks.map(({ plan }) => plan.name);
}
