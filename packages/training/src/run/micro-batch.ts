import type { Rng } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import { type View, viewsOf } from '../batching/view.js';
import type { DataSet } from '../data/data-set.js';
import { type CollatedTask, collate, type PreparedView } from '../network/network.js';
import type { Plan } from '../plan/plan.js';
import type { StepContext } from './step-context.js';

/** A batch with its labels gathered. */
export interface MicroBatch {
  readonly batch: Batch;
  /** The views that have something labelled. */
  readonly views: readonly LabelledView[];
  readonly rng: Rng;
}

/** A view with the labels of the tasks that have one. */
export interface LabelledView {
  readonly view: View;
  readonly tasks: readonly CollatedTask[];
}

/** Draws and gathers the labels of a batch. */
export async function gatherLabels(
  { network, plan, sets }: Pick<StepContext, 'network' | 'plan' | 'sets'>,
  batch: Batch,
  rng: Rng,
): Promise<MicroBatch> {
  const names = batch.tasks ?? plan.tasks.map((task) => task.name);
  const views = await viewsOf(sets[batch.set] as DataSet, batch.rows, names, rng);
  const labelled = views.map((view) => ({ view, tasks: collate(network, view) }));
  return { batch, views: labelled.filter(({ tasks }) => tasks.length > 0), rng };
}

/** Computes the frozen part of a batch's views for as long as `use` runs. */
export async function withPrepared<T>(
  { network }: Pick<StepContext, 'network'>,
  { views }: MicroBatch,
  use: (prepared: readonly PreparedView[]) => T | Promise<T>,
): Promise<T> {
  const prepared: PreparedView[] = [];
  try {
    for (const { view, tasks } of views)
      prepared.push(
        await network.prepare(
          view,
          tasks.map(({ task, batch: { positions } }) => ({ task, positions })),
        ),
      );
    return await use(prepared);
  } finally {
    for (const view of prepared) view.prepared.dispose();
  }
}

/** Weight of what is labelled, by task in the order of the plan. */
export function labelledWeights(plan: Plan, micro: readonly MicroBatch[]): Float64Array {
  return labelledWeightsOf(
    plan.tasks.map(({ name }) => name),
    micro,
  );
}

/** Weight of what is labelled, by task in the order of the names. */
export function labelledWeightsOf(names: readonly string[], micro: readonly MicroBatch[]): Float64Array {
  const weights = new Float64Array(names.length);
  for (const { task, batch } of micro.flatMap(({ views }) => views).flatMap(({ tasks }) => tasks)) {
    const index = names.indexOf(task);
    weights[index] = (weights[index] as number) + batch.weight;
  }
  return weights;
}

/** Tokens read, padding excluded. */
export function countTokens(micro: readonly MicroBatch[]): number {
  return micro
    .flatMap(({ views }) => views)
    .flatMap(({ view }) => view.batch.windows)
    .reduce((sum, window) => sum + window.ids.length, 0);
}
