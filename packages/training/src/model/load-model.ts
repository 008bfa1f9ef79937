import { readModel } from '../checkpoint/read-model.js';
import { checkPlan } from '../plan/check-plan.js';
import type { Plan } from '../plan/plan.js';
import { createTrainedModel } from './network-model.js';
import type { TrainedModel } from './trained-model.js';

/**
 * Loads a model that was saved, or a checkpoint of a run.
 *
 * @param plan the plan that it was trained with: it brings the heads' code, and the encoder's shape
 * @throws TomoniError `not-found`, `damaged-file` naming the file, `mismatch` where the plan is another one
 *
 * @example
 * ```ts
 * import { loadModel, type Plan } from '@tomoni/training';
 *
 * async function predict(plan: Plan, texts: string[]) {
 *   const model = await loadModel(plan, 'out/interest');
 *   return model.predict(texts);
 * }
 * ```
 */
export async function loadModel(plan: Plan, folder: string): Promise<TrainedModel> {
  checkPlan(plan);
  const { network, file, dispose } = await readModel(plan, folder);
  return createTrainedModel(plan, network, file.history, dispose);
}
