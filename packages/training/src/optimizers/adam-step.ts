import type { Tensor, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** A parameter with its running averages. */
export interface AdamVariables {
  readonly variable: Variable;
  readonly firstMoment: Variable;
  readonly secondMoment: Variable;
}

/** The numbers of one step. */
export interface AdamNumbers {
  /** Learning rate, the schedule's share included. */
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Decoupled weight decay; 0 for none. */
  readonly weightDecay: number;
  /** How often the parameter has been stepped, this step included. */
  readonly steps: number;
}

/** One step of Adam along a gradient: in place where the backend has a kernel for it, by single operations elsewhere. */
export function stepAdam(variables: AdamVariables, gradient: Tensor, numbers: AdamNumbers): void {
  if (tf.getKernel('AdamStep', tf.getBackend()) === undefined) stepByOperations(variables, gradient, numbers);
  else tf.engine().runKernel('AdamStep', { ...variables, gradient }, { ...numbers, scale: 1 });
}

function stepByOperations(
  { variable, firstMoment, secondMoment }: AdamVariables,
  gradient: Tensor,
  { rate, beta1, beta2, epsilon, weightDecay, steps }: AdamNumbers,
): void {
  const average = (past: Tensor, now: Tensor, beta: number) => past.mul(beta).add(now.mul(1 - beta));
  const first = average(firstMoment, gradient, beta1);
  const second = average(secondMoment, gradient.square(), beta2);
  firstMoment.assign(first);
  secondMoment.assign(second);

  const root = Math.sqrt(1 - beta2 ** steps);
  const direction = first.div(second.sqrt().add(epsilon * root));
  const step = direction.mul((rate * root) / (1 - beta1 ** steps));
  const kept = weightDecay > 0 ? variable.mul(1 - rate * weightDecay) : variable;
  variable.assign(tf.sub(kept, step));
}
