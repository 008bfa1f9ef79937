import type { GradientReport } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import { watchGradients } from '../diagnostics/watch-gradients.js';
import { clipGradients, globalNorm } from '../gradients/clipping.js';
import { disposeGradients } from '../gradients/gradient-list.js';
import { windowGradients } from '../gradients/window-gradients.js';
import type { Plan } from '../plan/plan.js';
import { notFinite } from './finite.js';
import { countTokens, gatherLabels, type MicroBatch } from './micro-batch.js';
import { lossesOf } from './over-window.js';
import type { StepContext, StepPlace } from './step-context.js';
import { windowOf } from './window.js';

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
  /** What the tasks' gradients had to do with each other, where it was asked for. */
  readonly report?: GradientReport;
}

/** What is wanted of a step beside its update. */
export interface StepOptions {
  /** Whether the tasks' gradients are compared. Default `false`. */
  readonly report?: boolean;
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
  { report = false }: StepOptions = {},
): Promise<StepOutcome> {
  const { optimizer, plan, network, weighting } = context;
  const rng = context.rng.fork('step', place.index);
  const micro: MicroBatch[] = [];
  for (const [i, batch] of batches.entries()) micro.push(await gatherLabels(context, batch, rng.fork(i)));
  const window = windowOf(plan, micro);
  const { labelled, present } = window;
  const tokens = countTokens(micro);
  if (!present.includes(true)) return { ...emptyUpdate(plan), labelled, tokens };
  const watch = report ? watchGradients(network, window) : undefined;
  const update = await windowGradients(context, window, place, rng.fork('weighting'), watch?.watching);
  const { gradients, losses, weights, step } = update;
  let gradientNorm: number;
  try {
    gradientNorm = await globalNorm(gradients);
    if (!Number.isFinite(gradientNorm))
      throw notFinite(context, `gradient has the norm ${gradientNorm}`, batches, place);
    if (plan.clipNorm !== undefined) clipGradients(gradients, gradientNorm, plan.clipNorm);
    optimizer.apply(gradients, plan.schedule.factor(place.index, place.total));
  } finally {
    disposeGradients(gradients);
  }
  if (weighting.extra === 'after-update') weighting.afterUpdate?.(await lossesOf(context, window), step);
  const seen = watch?.report(losses, weights);
  return { losses, labelled, weights, gradientNorm, tokens, ...(seen === undefined ? {} : { report: seen }) };
}

function emptyUpdate({ tasks }: Plan): Pick<StepOutcome, 'losses' | 'weights' | 'gradientNorm'> {
  return {
    losses: new Float64Array(tasks.length).fill(Number.NaN),
    weights: new Float64Array(tasks.length),
    gradientNorm: 0,
  };
}
