import type { Step, ValidationDemand } from '@tomoni/spec';
import { lossesOf, overWindow } from '../run/over-window.js';
import type { StepContext, StepPlace } from '../run/step-context.js';
import { unknownLosses, type Window } from '../run/window.js';
import { withMovedParameters } from './moved-parameters.js';
import { trialPass } from './trial-pass.js';

/** The training losses of a window after some steps of plain gradient descent on it, which are taken back. */
export async function lookAhead(
  context: StepContext,
  window: Window,
  place: StepPlace,
  step: Step,
  { steps, weights: weigh }: NonNullable<ValidationDemand['ahead']>,
  rate: number,
): Promise<Float64Array> {
  const { parameters } = context.network;
  const weights = weigh(step);
  const descendFrom = async (done: number): Promise<Float64Array> => {
    if (done === steps) return lossesOf(context, window);
    let losses = unknownLosses(window);
    const trial = trialPass(
      parameters,
      () => weights,
      rate,
      async () => {
        losses = await descendFrom(done + 1);
      },
    );
    try {
      await overWindow(context, window, place, unknownLosses(window), [trial.pass]);
      return losses;
    } finally {
      trial.dispose();
    }
  };
  return withMovedParameters(parameters, () => descendFrom(0));
}
