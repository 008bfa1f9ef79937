import { networkOf } from '../model/network-model.js';
import type { AnyEncoder } from '../plan/plan.js';
import type { AnyModel } from './any-model.js';

/**
 * The encoder with the weights of a trained model: what features are read from, or what another task is trained from in
 * sequential fine-tuning. It is the caller's to dispose of; the model stays as it is.
 *
 * @throws TomoniError `invalid-argument` where the model was disposed of
 *
 * @example
 * ```ts
 * import { fit, type Plan, trainedEncoder } from '@tomoni/training';
 *
 * async function intermediateTask(source: Plan, target: Plan, rows: { text: string; mood: string; topic: string }[]) {
 *   const first = await fit(source, rows);
 *   return fit({ ...target, encoder: await trainedEncoder(first) }, rows);
 * }
 * ```
 */
export async function trainedEncoder(model: AnyModel): Promise<AnyEncoder> {
  const weights = await networkOf(model).encoder.weights();
  return model.plan.encoder.withWeights(weights);
}
