import { writeChecksums, writeFolder } from '@tomoni/data';
import { createRng, type RowsOf, TomoniError, type TrainingHistory } from '@tomoni/spec';
import { writeModel } from '../checkpoint/write-model.js';
import type { DataSet } from '../data/data-set.js';
import type { FittedTask } from '../data/fitted-task.js';
import { requireInputs } from '../data/inputs.js';
import { encodeWithSegments, prepareEvaluation } from '../data/prepare-evaluation.js';
import { openTable } from '../data/table.js';
import { runNetwork } from '../evaluation/run-network.js';
import { score } from '../evaluation/score.js';
import type { Network } from '../network/network.js';
import type { AnyRow, Plan } from '../plan/plan.js';
import { collectNotices } from '../run/drain.js';
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
    const network = this.#network();
    const tasks = this.#select(options.tasks);
    const table = openTable(rows, 'evaluation');
    const { result: set } = await collectNotices(
      prepareEvaluation(this.plan, tasks, table, evaluationRng, options.signal),
    );
    return score(
      network,
      [set],
      tasks.map(({ plan }) => plan.name),
      {
        batchSize: this.plan.batching.evaluationSize,
        rng: evaluationRng,
        signal: options.signal,
        progress: options.progress,
      },
    );
  }

  async predict(
    inputs: readonly unknown[],
    options: PredictionOptions = {},
  ): Promise<Readonly<Record<string, unknown>>[]> {
    const network = this.#network();
    const tasks = this.#select(options.tasks);
    const { result: texts } = await collectNotices(
      encodeWithSegments(
        this.plan,
        tasks,
        requireInputs(inputs),
        { name: 'input', where: (row) => ({ row }) },
        options.signal,
      ),
    );
    const unlabelled = { drawn: false as const, labels: texts.map(() => undefined) };
    const set: DataSet = {
      name: 'input',
      texts,
      labels: new Map(tasks.map(({ plan }) => [plan.name, unlabelled])),
      where: (row) => ({ row }),
    };
    const predictions: Record<string, unknown>[] = inputs.map(() => ({}));
    for await (const { task, rows, predictions: own } of runNetwork(
      network,
      set,
      tasks.map(({ plan }) => plan.name),
      {
        batchSize: this.plan.batching.evaluationSize,
        rng: evaluationRng,
        signal: options.signal,
        progress: options.progress,
      },
    ))
      for (const [i, row] of rows.entries()) (predictions[row] as Record<string, unknown>)[task] = own[i];
    return predictions;
  }

  async save(folder: string): Promise<void> {
    const network = this.#network();
    await writeFolder(folder, async (temporary) => {
      await writeModel(temporary, this.plan, network, this.tasks, this.history);
      await writeChecksums(temporary);
    });
  }

  only(...names: readonly string[]): TrainedModel {
    this.#network();
    const tasks = this.#select(names);
    const plan: Plan = {
      ...this.plan,
      tasks: tasks.map((task) => task.plan),
      main: names.includes(this.plan.main) ? this.plan.main : (names[0] as string),
    };
    return new NetworkModel(plan, this.#shared, tasks, this.history);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#shared.release();
  }

  #network(): Network {
    if (!this.#disposed) return this.#shared.network;
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The model was disposed of.',
      remedy: 'Dispose of it after its last use, or load it again.',
    });
  }

  #select(names: readonly string[] | undefined): FittedTask[] {
    if (names === undefined) return [...this.tasks];
    return names.map((name) => {
      const task = this.tasks.find(({ plan }) => plan.name === name);
      if (task !== undefined) return task;
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The model has no task '${name}'; it has ${this.tasks.map(({ plan }) => `'${plan.name}'`).join(', ')}.`,
        remedy: 'Name one of these.',
      });
    });
  }
}
