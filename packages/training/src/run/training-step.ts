import type { Scalar, Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type Rng, type Step, TomoniError, type Weighting } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import { type View, viewsOf } from '../batching/view.js';
import type { DataSet } from '../data/data-set.js';
import { clipGradients, globalNorm } from '../gradients/clipping.js';
import { addNullable, balancedGradients, weightedGradients } from '../gradients/shared-gradients.js';
import {
  type CollatedTask,
  collate,
  disposePrepared,
  lossOf,
  type Network,
  type PreparedView,
} from '../network/network.js';
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

/** One update from the batches of one accumulation window. */
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
  const update = await gradientsOf(context, micro, labelled, place, rng.fork('weighting'));
  const gradientNorm = await globalNorm(update.gradients);
  if (!Number.isFinite(gradientNorm)) {
    tf.dispose(update.gradients.filter((gradient) => gradient !== null));
    throw notFinite(context, `gradient has the norm ${gradientNorm}`, batches, place);
  }
  const gradients =
    plan.clipNorm === undefined
      ? update.gradients
      : clipGradients(update.gradients, gradientNorm, plan.clipNorm);
  optimizer.apply(gradients, plan.schedule.factor(place.index, place.total));
  tf.dispose(gradients.filter((gradient) => gradient !== null));
  return {
    losses: update.losses,
    labelled,
    weights: update.weights,
    gradientNorm,
    tokens: countTokens(micro),
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
          tasks.map(({ task, batch: { positions } }) =>
            positions === undefined ? { task } : { task, positions },
          ),
        ),
      );
    return await use(prepared);
  } finally {
    disposePrepared(prepared);
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
    const losses = weighting.readsLosses === false ? blank : await lossesOf(context, micro, labelled);
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
          for (const [task, loss] of own.entries())
            if (loss !== undefined) losses[task] = (losses[task] as number) + (values[task] as number);
          requireFinite(context, own, values, part.batch, place);
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
      sums = sums.map((sum, index) => addNullable(sum, gradients[index] ?? null));
    }
  } catch (error) {
    tf.dispose(sums.filter((sum) => sum !== null));
    throw error;
  }
  return { gradients: sums, losses, weights: weights ?? new Float64Array(present.length) };
}

/** The losses of the whole window, without gradients. */
async function lossesOf(
  context: StepContext,
  micro: readonly MicroBatch[],
  labelled: Float64Array,
): Promise<Float64Array> {
  const losses = Float64Array.from(labelled, (weight) => (weight > 0 ? 0 : Number.NaN));
  for (const part of micro) {
    const own = await withPrepared(context, part, (prepared) =>
      tf.tidy(() => scaledLosses(context, part, prepared, labelled)),
    );
    const values = await readLosses(own);
    for (const [task, loss] of own.entries())
      if (loss !== undefined) losses[task] = (losses[task] as number) + (values[task] as number);
    tf.dispose(own.filter((loss) => loss !== undefined));
  }
  return losses;
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
      const sum = lossOf(network, collated, logits[t] as tf.Tensor2D);
      losses[task] = tf.div(sum, labelled[task] as number);
    }
  }
  return losses;
}

async function readLosses(losses: readonly (Scalar | undefined)[]): Promise<Float64Array> {
  const present = losses.flatMap((loss, task) => (loss === undefined ? [] : [{ loss, task }]));
  const values = new Float64Array(losses.length).fill(Number.NaN);
  if (present.length === 0) return values;
  const stacked = tf.stack(present.map(({ loss }) => loss));
  const read = await stacked.data();
  stacked.dispose();
  for (const [i, { task }] of present.entries()) values[task] = read[i] as number;
  return values;
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

function requireFinite(
  context: StepContext,
  losses: readonly (Scalar | undefined)[],
  values: Float64Array,
  batch: Batch,
  place: StepPlace,
): void {
  for (const [task, loss] of losses.entries())
    if (loss !== undefined && !Number.isFinite(values[task])) {
      const { name } = context.plan.tasks[task] as Plan['tasks'][number];
      throw notFinite(context, `loss of the task '${name}' is ${values[task]}`, [batch], place, name);
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
