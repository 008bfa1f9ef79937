import type { Tensor } from '@tensorflow/tfjs';
import type { Rng } from '@tomoni/spec';
import { independentProducts } from '../balancing/independent-products.js';
import { measureValidation, type ValidationMeasure } from '../balancing/validation-pass.js';
import { overWindow, type Pass } from '../run/over-window.js';
import type { StepContext, StepPlace } from '../run/step-context.js';
import { type GrowingStep, unknownLosses, type Window } from '../run/window.js';
import type { Balancing, BalancingContext } from './balancing.js';
import { disposeGradients, type GradientList } from './gradient-list.js';
import { gramianBalancing } from './gramian-balancing.js';
import { jacobianBalancing } from './jacobian-balancing.js';
import { lossBalancing } from './loss-balancing.js';
import { chosen } from './parameter-groups.js';
import { type SharedPart, sharedPart } from './shared-part.js';

/** The gradients of an update. */
export interface WindowGradients {
  /** One per parameter of the network, `null` where no loss reaches it. */
  readonly gradients: GradientList;
  /** Mean losses of the window; `NaN` for an absent task. */
  readonly losses: Float64Array;
  /** The weights that were used, one per task. */
  readonly weights: Float64Array;
  /** What the weighting was told of the step. */
  readonly step: GrowingStep;
}

/** A pass that only looks, and what it needs to know of the network. */
export type Watching = (part: SharedPart) => Pass;

/**
 * Forms the gradients of an update as the weighting asks for it.
 *
 * @param rng of the step's weighting
 * @param watching looks at the first recording
 * @throws TomoniError `not-finite` where a loss or a weight is not a finite number
 */
export async function windowGradients(
  context: StepContext,
  window: Window,
  place: StepPlace,
  rng: Rng,
  watching?: Watching,
): Promise<WindowGradients> {
  const { network, weighting } = context;
  const losses = unknownLosses(window);
  const step: GrowingStep = { ...place, present: window.present, losses, rng };
  const gradients: GradientList = new Array<Tensor | null>(network.parameters.length).fill(null);
  const part = sharedPart(network);
  const balanced: BalancingContext = {
    parameters: network.parameters,
    part,
    step,
    batches: window.micro.length,
    gradients,
  };
  const measure = validationOf(context, window, place, step, part, rng);
  let balancing: Balancing | undefined;
  try {
    balancing = await balancingOf(context, balanced, window, rng, measure);
    const passes = [...(measure?.passes ?? []), ...balancing.passes];
    await overWindow(context, window, place, losses, watched(passes, watching?.(part)));
    if (weighting.needs === 'losses' && weighting.weighValidation !== undefined)
      measure?.addTo(gradients, weighting.weighValidation(step));
    return { gradients, losses, weights: balancing.weights(), step };
  } catch (error) {
    disposeGradients(gradients);
    throw error;
  } finally {
    balancing?.dispose?.();
    measure?.dispose();
  }
}

async function balancingOf(
  context: StepContext,
  balanced: BalancingContext,
  window: Window,
  rng: Rng,
  measure: ValidationMeasure | undefined,
): Promise<Balancing> {
  const { weighting, network } = context;
  switch (weighting.needs) {
    case 'losses':
      return lossBalancing(weighting, balanced);
    case 'gramian': {
      if (measure !== undefined) return gramianBalancing(weighting, balanced, measure.training);
      if (weighting.extra !== 'batches') return gramianBalancing(weighting, balanced);
      const shared = chosen(network.parameters, balanced.part.shared);
      const products = await independentProducts(context, window, shared, rng.fork('independent batches'));
      return gramianBalancing(weighting, balanced, () => products);
    }
    case 'jacobian':
      return jacobianBalancing(weighting, balanced);
  }
}

/** A weighting that gives weights of the losses moves every parameter; others only what is shared. */
function validationOf(
  context: StepContext,
  window: Window,
  place: StepPlace,
  step: GrowingStep,
  part: SharedPart,
  rng: Rng,
): ValidationMeasure | undefined {
  const { validation, weighting, network } = context;
  if (validation === undefined) return undefined;
  const measured = weighting.needs === 'losses' ? [...network.parameters.keys()] : part.shared;
  return measureValidation({
    context,
    run: validation,
    window,
    place,
    step,
    rng: rng.fork('validation batch'),
    measured,
  });
}

/** The passes, with the one that only looks joined to the first. */
function watched([first, ...rest]: readonly Pass[], watching: Pass | undefined): Pass[] {
  if (first === undefined || watching === undefined) return first === undefined ? rest : [first, ...rest];
  const both: Pass = {
    visit: async (recorded, batch) => {
      await watching.visit?.(recorded, batch);
      await first.visit?.(recorded, batch);
    },
    finish: async () => {
      await watching.finish?.();
      await first.finish?.();
    },
  };
  return [both, ...rest];
}
