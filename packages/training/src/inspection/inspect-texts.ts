import { setImmediate } from 'node:timers/promises';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import { all } from '@tomoni/encoders';
import {
  type AnyFittedHead,
  createRng,
  type Parameter,
  type ParameterSelection,
  type RowsOf,
  requireKnownOptions,
  TomoniError,
} from '@tomoni/spec';
import { type View, viewsOf } from '../batching/view.js';
import type { DataSet } from '../data/data-set.js';
import type { FittedTask } from '../data/fitted-task.js';
import { prepareEvaluation } from '../data/prepare-evaluation.js';
import { openTable } from '../data/table.js';
import { networkOf } from '../model/network-model.js';
import { buildNetwork } from '../network/build-network.js';
import { collate, type Network } from '../network/network.js';
import { requireAligned } from '../network/require-aligned.js';
import { assignVariables, readVariables } from '../network/variables.js';
import type { AnyRow } from '../plan/plan.js';
import { collectNotices } from '../run/collect-notices.js';
import { throwIfAborted } from '../run/throw-if-aborted.js';
import { record, type Tape } from '../tape/tape.js';
import type { AnyModel } from './any-model.js';
import { trainedEncoder } from './trained-encoder.js';

/** How the texts of a model are looked into. */
export interface TextInspectionOptions {
  /** Default: the main task. */
  readonly task?: string;
  /** Parameters of the encoder whose gradients are wanted, whichever the model was trained on. Default: all. */
  readonly parameters?: ParameterSelection;
  readonly signal?: AbortSignal;
  /** Called with what should be known of the result, such as texts that were cut because they are too long. */
  readonly notice?: (message: string) => void;
}

/** One text in a trained model, without dropout. */
export interface InspectedText {
  /** Index of its row. */
  readonly row: number;
  /** Number of rows. */
  readonly rows: number;
  readonly head: AnyFittedHead;
  /** The encoder's parameters; those that were asked for are trainable. */
  readonly parameters: readonly Parameter[];
  /** A forward pass on a tape of its own. What it gives is the caller's to dispose of. */
  record(): RecordedText;
}

/** A recorded forward pass over one text. */
export interface RecordedText {
  readonly tape: Tape;
  /** `[1 or positions, outputs]`. */
  readonly logits: Tensor2D;
  /** The sum of the head's losses; absent where the row has no label. */
  readonly loss?: Scalar;
}

/**
 * Takes labelled rows through a trained model one by one, for those who need each text's own gradients. A text is valid
 * until the next one is asked for; the model stays as it is.
 *
 * @throws TomoniError `invalid-data` where a row or label cannot be used, `invalid-argument` where there is no such task
 * or the model was disposed of, `aborted` where the signal fires
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { inspectTexts, type TrainedModel } from '@tomoni/training';
 *
 * async function gradientNorms(model: TrainedModel, rows: { text: string; mood: string }[]) {
 *   const one = tf.scalar(1);
 *   for await (const { row, parameters, record } of inspectTexts(model, rows)) {
 *     const { tape, logits, loss } = record();
 *     const sources = parameters.filter(({ trainable }) => trainable).map(({ value }) => value);
 *     const gradients = loss === undefined ? [] : tape.vjp([{ output: loss, gradient: one }], sources);
 *     const norms = gradients.map((gradient) => gradient?.norm().arraySync() ?? 0);
 *     console.log(row, norms);
 *     for (const tensor of [logits, loss, ...gradients]) tensor?.dispose();
 *     tape.dispose();
 *   }
 *   one.dispose();
 * }
 * ```
 */
export async function* inspectTexts(
  model: AnyModel,
  rows: RowsOf<AnyRow>,
  options: TextInspectionOptions = {},
): AsyncGenerator<InspectedText, void> {
  requireKnownOptions('inspectTexts()', options, ['task', 'parameters', 'signal', 'notice']);
  const { task = model.plan.main, parameters = all(), signal, notice } = options;
  throwIfAborted(signal);
  const { plan } = model;
  const own = networkOf(model).tasks.filter((fitted) =>
    plan.tasks.some(({ name }) => name === fitted.plan.name),
  );
  const fitted = own.find(({ plan: { name } }) => name === task);
  if (fitted === undefined) throw unknownTask(task, own);
  const table = openTable(rows, 'inspection');
  const { result: set, notices } = await collectNotices(
    prepareEvaluation(plan, { table, tasks: [fitted], all: own }, labelRng, signal),
  );
  for (const message of notices) notice?.(message);
  const network = await openNetwork(model, parameters);
  try {
    requireAligned(network, [set]);
    for (let row = 0; row < set.texts.length; row++) {
      throwIfAborted(signal);
      yield* inspectText(network, set, row, fitted);
      await setImmediate();
    }
  } finally {
    network.dispose();
  }
}

/** Generated labels are the same in every inspection. */
const labelRng = createRng(0).fork('inspection of a model');

/** A network with the model's weights, in which other parameters of the encoder are variables. */
async function openNetwork(model: AnyModel, trainable: ParameterSelection): Promise<Network> {
  const trained = networkOf(model);
  const encoder = await trainedEncoder(model);
  const plan = { ...model.plan, trainable, cache: false, memory: 'save' } as const;
  try {
    const network = buildNetwork({ plan, tasks: trained.tasks, encoder, rng: labelRng });
    try {
      assignVariables(outsideEncoder(network), await readVariables(outsideEncoder(trained)), 'The model');
      return network;
    } catch (error) {
      network.dispose();
      throw error;
    }
  } finally {
    encoder.dispose();
  }
}

function outsideEncoder({ parameters }: Network): Network['parameters'] {
  return parameters.filter(({ group }) => group !== 'encoder');
}

async function* inspectText(
  network: Network,
  set: DataSet,
  row: number,
  { plan: { name }, head }: FittedTask,
): AsyncGenerator<InspectedText, void> {
  const [view] = (await viewsOf(set, Uint32Array.of(row), [name], labelRng.fork(row))) as [View];
  const labelled = collate(network, view)[0]?.batch;
  const module = network.head(name);
  const positions = labelled === undefined ? module.positions?.(view.batch.texts) : labelled.positions;
  const prepared = await network.prepare(view, [{ task: name, positions }]);
  const forward = () => {
    const [logits] = network.logits(prepared, { training: false }) as [Tensor2D];
    return labelled === undefined ? { logits } : { logits, loss: module.loss(logits, labelled) };
  };
  try {
    yield {
      row,
      rows: set.texts.length,
      head,
      parameters: network.encoder.parameters,
      record: () => {
        const { value, tape } = record(forward);
        return { ...value, tape };
      },
    };
  } finally {
    prepared.prepared.dispose();
  }
}

function unknownTask(task: string, known: readonly FittedTask[]): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what: `The model has no task '${task}'; it has ${known.map(({ plan: { name } }) => `'${name}'`).join(', ')}.`,
    remedy: 'Name one of these.',
  });
}
