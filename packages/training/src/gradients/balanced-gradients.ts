import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { Step, Weighting } from '@tomoni/spec';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import { disposeGradients } from './gradient-list.js';
import { gramianGradients } from './gramian-gradients.js';
import { jacobianGradients } from './jacobian-gradients.js';
import { variablesOf } from './parameter-groups.js';
import { type RecordedLosses, withSeeds } from './recorded-losses.js';
import type { TaskGradients } from './task-gradients.js';

/**
 * Gradients for a weighting that needs more than losses: what the tasks share gets the balanced gradient, each
 * head its own task's gradient as it is. Frees the tape.
 */
export async function balancedGradients(
  recorded: RecordedLosses,
  weighting: Exclude<Weighting, { needs: 'losses' }>,
  step: Step,
  parameters: readonly TrainedParameter[],
  penalty?: Scalar,
): Promise<TaskGradients> {
  const shared = parameters.filter((parameter) => parameter.group !== 'heads');
  const heads = parameters.filter((parameter) => parameter.group === 'heads');
  const { tape, losses } = recorded;
  const balanced =
    weighting.needs === 'gramian'
      ? await gramianGradients(recorded, weighting, step, shared, penalty)
      : jacobianGradients(recorded, weighting, step, shared, penalty);
  const ones = new Float64Array(losses.length).fill(1);
  let own: (Tensor | null)[];
  try {
    own = withSeeds(losses, ones, undefined, (seeds) => tape.backward(seeds, variablesOf(heads)));
  } catch (error) {
    disposeGradients(balanced.gradients);
    throw error;
  }
  const byName = new Map<string, Tensor | null>();
  for (const [i, { name }] of shared.entries()) byName.set(name, balanced.gradients[i] ?? null);
  for (const [i, { name }] of heads.entries()) byName.set(name, own[i] ?? null);
  return {
    gradients: parameters.map(({ name }) => byName.get(name) ?? null),
    weights: balanced.weights,
  };
}
