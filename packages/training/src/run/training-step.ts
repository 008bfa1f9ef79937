import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Rng, Step } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import { balancedGradients } from '../gradients/balanced-gradients.js';
import { clipGradients, globalNorm } from '../gradients/clipping.js';
import { addGradients, disposeGradients } from '../gradients/gradient-list.js';
import { weightedGradients } from '../gradients/weighted-gradients.js';
import type { Plan } from '../plan/plan.js';
import { record } from '../tape/tape.js';
import { notFinite, requireFinite } from './finite.js';
import { addLosses, readLosses, scaledLosses } from './losses.js';
import { countTokens, gatherLabels, labelledWeights, type MicroBatch, withPrepared } from './micro-batch.js';
import type { StepContext, StepPlace } from './step-context.js';

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
