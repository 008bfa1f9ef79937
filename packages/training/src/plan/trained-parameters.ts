import type { ParameterInfo } from '@tomoni/spec';
import type { Plan } from './plan.js';

/** The encoder parameters that a plan trains. */
export function trainedParameters({
  encoder,
  trainable,
}: Pick<Plan, 'encoder' | 'trainable'>): ParameterInfo[] {
  return encoder.parameters.filter((parameter) => trainable.includes(parameter));
}
