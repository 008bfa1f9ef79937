import type { TrainingEvent } from '@tomoni/spec';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import type { Plan } from '../plan/plan.js';
import type { StepPlace } from './step-context.js';
import type { StepOutcome } from './training-step.js';

/** Tells of a step that has been done. */
export function stepEvent(
  tasks: readonly string[],
  { losses, labelled, weights, gradientNorm, tokens }: StepOutcome,
  { index, epoch }: StepPlace,
  seconds: number,
): TrainingEvent {
  const present = tasks.map((name, i) => ({ name, i })).filter(({ i }) => (labelled[i] as number) > 0);
  return {
    type: 'step',
    step: index + 1,
    epoch,
    losses: Object.fromEntries(present.map(({ name, i }) => [name, losses[i] as number])),
    weights: Object.fromEntries(present.map(({ name, i }) => [name, weights[i] as number])),
    gradientNorm,
    tokens,
    seconds,
  };
}

/** The largest learning rate of each group of parameters in a step. */
export function learningRates(
  { optimizer, schedule }: Plan,
  parameters: readonly TrainedParameter[],
  step: number,
  total: number,
): Record<string, number> {
  const factor = schedule.factor(step, total);
  const rates: Record<string, number> = {};
  for (const parameter of parameters) {
    const rate = optimizer.learningRate(parameter) * factor;
    rates[parameter.group] = Math.max(rates[parameter.group] ?? 0, rate);
  }
  return rates;
}
