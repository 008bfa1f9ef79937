import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type Rng, type Step, TomoniError, type Weighting } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import { type View, viewsOf } from '../batching/view.js';
import type { DataSet } from '../data/data-set.js';
import { clipGradients, globalNorm } from '../gradients/clipping.js';
import {
  addGradients,
  balancedGradients,
  disposeGradients,
  weightedGradients,
} from '../gradients/shared-gradients.js';
import { type CollatedTask, collate, type Network, type PreparedView } from '../network/network.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Plan } from '../plan/plan.js';
import { record } from '../tape/tape.js';

/** What all steps of a run have in common. */
export interface StepContext {
  readonly plan: Plan;
  readonly network: Network;
  readonly sets: readonly DataSet[];
  readonly weighting: Weighting;
  readonly optimizer: Optimizer;
  /** Of the run; each step draws from its own branch. */
  readonly rng: Rng;
}

/** The place of a step in its run. */
export interface StepPlace {
  /** Updates done before. */
  readonly index: number;
  readonly epoch: number;
  /** Updates planned. */
  readonly total: number;
}

/** What a step did. Arrays have one entry per task, in the order of the plan. */
export interface StepOutcome {
  /** Mean losses over what is labelled in the step; `NaN` for an absent task. */
  readonly losses: Float64Array;
  /** Weight of what is labelled in the step. */
  readonly labelled: Float64Array;
  readonly weights: Float64Array;
  readonly gradientNorm: number;
  /** Tokens read, padding excluded. */
  readonly tokens: number;
}

/** A batch with its labels gathered. */
interface MicroBatch {
  readonly batch: Batch;
  /** The views that have something labelled. */
  readonly views: readonly LabelledView[];
  readonly rng: Rng;
}

interface LabelledView {
  readonly view: View;
  readonly tasks: readonly CollatedTask[];
}

/**
 * One update from the batches of one accumulation window. Parameters that no labelled task reaches are not stepped;
 * where nothing is labelled at all, that is every one of them.
 *
 * @throws TomoniError `not-finite` where a loss or the gradient is not a finite number
 */
export async function trainingStep(
  context: StepContext,
  batches: readonly Batch[],
  place: StepPlace,
): Promise<StepOutcome> {
  const { optimizer, plan } = context;
  const rng = context.rng.fork('step', place.index);
  const micro: MicroBatch[] = [];
  for (const [i, batch] of batches.entries()) micro.push(await gatherLabels(context, batch, rng.fork(i)));
  const labelled = labelledWeights(plan, micro);
  const tokens = countTokens(micro);
  if (labelled.every((weight) => weight === 0)) return { ...emptyUpdate(plan), labelled, tokens };
  const { gradients, losses, weights } = await gradientsOf(
    context,
    micro,
    labelled,
    place,
    rng.fork('weighting'),
  );
  try {
    const gradientNorm = await globalNorm(gradients);
    if (!Number.isFinite(gradientNorm))
      throw notFinite(context, `gradient has the norm ${gradientNorm}`, batches, place);
    if (plan.clipNorm !== undefined) clipGradients(gradients, gradientNorm, plan.clipNorm);
    optimizer.apply(gradients, plan.schedule.factor(place.index, place.total));
    return { losses, labelled, weights, gradientNorm, tokens };
  } finally {
    disposeGradients(gradients);
  }
}

function emptyUpdate({ tasks }: Plan): Pick<StepOutcome, 'losses' | 'weights' | 'gradientNorm'> {
  return {
    losses: new Float64Array(tasks.length).fill(Number.NaN),
    weights: new Float64Array(tasks.length),
    gradientNorm: 0,
  };
}

async function gatherLabels(
  { network, plan, sets }: StepContext,
  batch: Batch,
  rng: Rng,
): Promise<MicroBatch> {
  const names = plan.tasks.map((task) => task.name);
  const views = await viewsOf(sets[batch.set] as DataSet, batch.rows, names, rng);
  const labelled = views.map((view) => ({ view, tasks: collate(network, view) }));
  return { batch, views: labelled.filter(({ tasks }) => tasks.length > 0), rng };
}

/** Computes the frozen part of a batch's views for as long as `use` runs. */
async function withPrepared<T>(
  { network }: StepContext,
  { views }: MicroBatch,
  use: (prepared: readonly PreparedView[]) => T | Promise<T>,
): Promise<T> {
  const prepared: PreparedView[] = [];
  try {
    for (const { view, tasks } of views)
      prepared.push(
        await network.prepare(
          view,
          tasks.map(({ task, batch: { positions } }) => ({ task, positions })),
        ),
      );
    return await use(prepared);
  } finally {
    for (const view of prepared) view.prepared.dispose();
  }
}

interface Update {
  readonly gradients: (Tensor | null)[];
  readonly losses: Float64Array;
  readonly weights: Float64Array;
}

async function gradientsOf(
  context: StepContext,
  micro: readonly MicroBatch[],
  labelled: Float64Array,
  place: StepPlace,
  rng: Rng,
): Promise<Update> {
  const { network, weighting } = context;
  const { parameters } = network;
  const present = Array.from(labelled, (weight) => weight > 0);
  const stepWith = (losses: Float64Array): Step => ({ ...place, present, losses, rng });
  const blank = Float64Array.from(present, (there) => (there ? 0 : Number.NaN));

  let weights: Float64Array | undefined;
  if (micro.length > 1 && weighting.needs === 'losses') {
    const losses = weighting.readsLosses === false ? blank : await lossesOf(context, micro, labelled, place);
    weights = weighting.weigh(losses, stepWith(losses));
  }

  const losses = blank.slice();
  let sums = new Array<Tensor | null>(parameters.length).fill(null);
  try {
    for (const [i, part] of micro.entries()) {
      const gradients = await withPrepared(context, part, async (prepared) => {
        const { value, tape } = record(() => ({
          losses: scaledLosses(context, part, prepared, labelled),
          penalty: i === 0 ? network.sharing.penalty?.() : undefined,
        }));
        const own = value.losses;
        try {
          const values = await readLosses(own);
          requireFinite(context, values, part.batch, place);
          addLosses(losses, values);
          if (weighting.needs === 'losses') {
            weights ??= weighting.weigh(losses, stepWith(losses));
            return weightedGradients({ tape, losses: own }, weights, parameters, value.penalty);
          }
          const balanced = await balancedGradients(
            { tape, losses: own },
            weighting,
            stepWith(losses),
            parameters,
            value.penalty,
          );
          weights = balanced.weights;
          return balanced.gradients;
        } finally {
          tape.dispose();
          tf.dispose(own.filter((loss) => loss !== undefined));
          value.penalty?.dispose();
        }
      });
      sums = sums.map((sum, index) => addGradients(sum, gradients[index] ?? null));
    }
  } catch (error) {
    disposeGradients(sums);
    throw error;
  }
  return { gradients: sums, losses, weights: weights ?? new Float64Array(present.length) };
}

/** The losses of the whole window, without gradients. */
async function lossesOf(
  context: StepContext,
  micro: readonly MicroBatch[],
  labelled: Float64Array,
  place: StepPlace,
): Promise<Float64Array> {
  const losses = Float64Array.from(labelled, (weight) => (weight > 0 ? 0 : Number.NaN));
  for (const part of micro) {
    const own = await withPrepared(context, part, (prepared) =>
      tf.tidy(() => scaledLosses(context, part, prepared, labelled)),
    );
    try {
      const values = await readLosses(own);
      requireFinite(context, values, part.batch, place);
      addLosses(losses, values);
    } finally {
      tf.dispose(own.filter((loss) => loss !== undefined));
    }
  }
  return losses;
}

/** Adds the losses of the tasks that are there. */
function addLosses(sums: Float64Array, values: LossValues): void {
  for (const [task, value] of values) sums[task] = (sums[task] as number) + value;
}

/** Each task's share of its mean loss over the window: the batch's sum divided by the window's weight. */
function scaledLosses(
  { network, plan }: StepContext,
  { views, rng }: MicroBatch,
  prepared: readonly PreparedView[],
  labelled: Float64Array,
): (Scalar | undefined)[] {
  const losses = new Array<Scalar | undefined>(plan.tasks.length).fill(undefined);
  for (const [v, { tasks }] of views.entries()) {
    const logits = network.logits(prepared[v] as PreparedView, { training: true, rng });
    for (const [t, collated] of tasks.entries()) {
      const task = plan.tasks.findIndex(({ name }) => name === collated.task);
      const sum = network.head(collated.task).loss(logits[t] as Tensor2D, collated.batch);
      losses[task] = tf.div(sum, labelled[task] as number);
    }
  }
  return losses;
}

/** Losses by index of the task. */
type LossValues = ReadonlyMap<number, number>;

async function readLosses(losses: readonly (Scalar | undefined)[]): Promise<LossValues> {
  const present = losses.flatMap((loss, task) => (loss === undefined ? [] : [{ loss, task }]));
  if (present.length === 0) return new Map();
  const stacked = tf.stack(present.map(({ loss }) => loss));
  try {
    const values = await stacked.data();
    return new Map(present.map(({ task }, i) => [task, values[i] as number]));
  } finally {
    stacked.dispose();
  }
}

function labelledWeights(plan: Plan, micro: readonly MicroBatch[]): Float64Array {
  const weights = new Float64Array(plan.tasks.length);
  for (const { task, batch } of micro.flatMap(({ views }) => views).flatMap(({ tasks }) => tasks)) {
    const index = plan.tasks.findIndex(({ name }) => name === task);
    weights[index] = (weights[index] as number) + batch.weight;
  }
  return weights;
}

function countTokens(micro: readonly MicroBatch[]): number {
  return micro
    .flatMap(({ views }) => views)
    .flatMap(({ view }) => view.batch.windows)
    .reduce((sum, window) => sum + window.ids.length, 0);
}

function requireFinite(context: StepContext, values: LossValues, batch: Batch, place: StepPlace): void {
  for (const [task, value] of values)
    if (!Number.isFinite(value)) {
      const { name } = context.plan.tasks[task] as Plan['tasks'][number];
      throw notFinite(context, `loss of the task '${name}' is ${value}`, [batch], place, name);
    }
}

function notFinite(
  { sets }: StepContext,
  fault: string,
  batches: readonly Batch[],
  { index, epoch }: StepPlace,
  task?: string,
): TomoniError {
  const rows = batches.map(
    ({ set, rows }) =>
      `rows ${[...rows].slice(0, 5).join(', ')}${rows.length > 5 ? ' …' : ''} of the ${sets[set]?.name} data`,
  );
  return new TomoniError({
    code: 'not-finite',
    what: `At step ${index} (epoch ${epoch}) the ${fault}, on ${rows.join(' and ')}.`,
    ...(task === undefined ? {} : { where: { task } }),
    remedy:
      'Lower the learning rate, clip the gradient, or look at these rows; the last checkpoint is from before this step.',
  });
}
