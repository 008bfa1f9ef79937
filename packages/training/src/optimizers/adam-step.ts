import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** The step of one parameter. */
export interface ParameterStep {
  readonly variable: Variable;
  readonly firstMoment: Variable;
  readonly secondMoment: Variable;
  readonly gradient: Tensor;
  /** Learning rate, the schedule's share included. */
  readonly rate: number;
  /** Decoupled weight decay; 0 for none. */
  readonly weightDecay: number;
  /** How often the parameter has been stepped, this step included. */
  readonly steps: number;
}

/** The numbers that all parameters share. */
export interface AdamNumbers {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** One step of Adam: in one call and in place where the backend has a kernel for it, by single operations elsewhere. */
export function stepAdam(parameters: readonly ParameterStep[], numbers: AdamNumbers): void {
  if (tf.getKernel('AdamStep', tf.getBackend()) === undefined)
    for (const parameter of parameters) tf.tidy(() => stepByOperations(parameter, numbers));
  else callKernel(parameters, numbers);
}

function callKernel(parameters: readonly ParameterStep[], numbers: AdamNumbers): void {
  const inputs: NamedTensorMap = {};
  for (const [i, { variable, firstMoment, secondMoment, gradient }] of parameters.entries())
    for (const [name, tensor] of Object.entries({ variable, firstMoment, secondMoment, gradient }))
      inputs[`${name}${i}`] = tensor;
  tf.engine().runKernel('AdamStep', inputs, {
    ...numbers,
    rates: parameters.map(({ rate }) => rate),
    steps: parameters.map(({ steps }) => steps),
    weightDecays: parameters.map(({ weightDecay }) => weightDecay),
    scale: 1,
  });
}

function stepByOperations(
  { variable, firstMoment, secondMoment, gradient, rate, weightDecay, steps }: ParameterStep,
  { beta1, beta2, epsilon }: AdamNumbers,
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
