import type { NamedHostTensors, Rng, ValidationDemand, Weighting } from '@tomoni/spec';
import type { DataSet } from '../data/data-set.js';
import type { Network } from '../network/network.js';
import type { Plan } from '../plan/plan.js';
import { createDevHead, type DevHead } from './dev-head.js';
import { type ValidationBatches, validationBatches } from './validation-batches.js';

/** What a weighting that learns from validation batches has of its run: where they come from, and its second head. */
export interface ValidationRun {
  readonly demand: ValidationDemand;
  readonly batches: ValidationBatches;
  /** Tasks whose validation losses count. */
  readonly tasks: readonly string[];
  readonly dev: DevHead | undefined;
  tensors(): Promise<NamedHostTensors>;
  restore(tensors: NamedHostTensors): void;
  dispose(): void;
}

/**
 * Makes ready what a weighting asks for; `undefined` where it asks for no validation batches.
 *
 * @throws TomoniError `invalid-argument` where there is no validation row to draw
 */
export function createValidationRun(
  weighting: Weighting,
  plan: Plan,
  network: Network,
  sets: readonly DataSet[],
  rng: Rng,
): ValidationRun | undefined {
  const demand = weighting.extra === 'validation' ? weighting.validation : undefined;
  if (demand === undefined) return undefined;
  const tasks = demand.tasks === 'main' ? [plan.main] : plan.tasks.map(({ name }) => name);
  const batches = validationBatches(sets, tasks, plan.batching.size, plan.weighting.name);
  const dev = demand.head === 'dev' ? createDevHead(plan, network, rng.fork('dev head')) : undefined;
  return {
    demand,
    batches,
    tasks,
    dev,
    tensors: async () => (await dev?.tensors()) ?? new Map(),
    restore: (tensors) => dev?.restore(tensors),
    dispose: () => dev?.dispose(),
  };
}
