import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import type { GradientReport, RowsOf } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import { batchSizes, sortedBatches } from '../batching/epoch.js';
import { keepGradients } from '../gradients/kept-gradients.js';
import { chosen, variablesOf } from '../gradients/parameter-groups.js';
import { sharedPart } from '../gradients/shared-part.js';
import { buildNetwork } from '../network/build-network.js';
import type { Network } from '../network/network.js';
import { requireAligned } from '../network/require-aligned.js';
import { checkPlan } from '../plan/check-plan.js';
import type { AnyRow, Plan } from '../plan/plan.js';
import { collectNotices } from '../run/collect-notices.js';
import { addLosses, lossesWithoutDropout, readLosses } from '../run/losses.js';
import { gatherLabels, labelledWeights, withPrepared } from '../run/micro-batch.js';
import { prepareRun, type RunData } from '../run/prepare-run.js';
import { throwIfAborted } from '../run/throw-if-aborted.js';
import { innerProducts } from '../tape/inner-products.js';
import { record } from '../tape/tape.js';
import { gradientReport } from './gradient-report.js';
import { blocksAmong } from './watch-gradients.js';

/** How the gradients of tasks are looked at. */
export interface GradientInspectionOptions {
  /** Determines the initial weights of heads, and generated labels, as in `fit`. Default 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Called with what should be known of the rows, such as texts that were cut because they are too long. */
  readonly notice?: (message: string) => void;
}

/**
 * Compares the gradients of the tasks' mean losses over some rows, without dropout and without training: how large they are,
 * and where they are in conflict, over all shared parameters and layer by layer. It keeps one gradient of the shared
 * parameters per task.
 *
 * @throws TomoniError `invalid-argument` or `invalid-data` as `fit` before its first step, `aborted` where the signal stops it
 *
 * @example
 * ```ts
 * import { inspectGradients, type Plan } from '@tomoni/training';
 *
 * async function conflicts(plan: Plan, rows: { text: string; stars: number }[]) {
 *   const { tasks, blocks } = await inspectGradients(plan, rows);
 *   for (const { name, cosines } of blocks) console.log(name, tasks, cosines);
 * }
 * ```
 */
export async function inspectGradients(
  plan: Plan,
  rows: RowsOf<AnyRow>,
  { seed = 0, signal, notice }: GradientInspectionOptions = {},
): Promise<GradientReport> {
  checkPlan(plan);
  throwIfAborted(signal);
  const { result: data, notices } = await collectNotices(
    prepareRun(plan, rows, { seed, ...(signal === undefined ? {} : { signal }) }),
  );
  for (const message of notices) notice?.(message);
  const network = buildNetwork({ plan, tasks: data.tasks, rng: data.rng.fork('initial') });
  try {
    requireAligned(network, data.training);
    return await measure(data, network, signal);
  } finally {
    network.dispose();
  }
}

async function measure(
  { plan, training, rng }: RunData,
  network: Network,
  signal: AbortSignal | undefined,
): Promise<GradientReport> {
  const names = plan.tasks.map(({ name }) => name);
  const part = sharedPart(network);
  const sources = variablesOf(chosen(network.parameters, part.shared));
  const ones = new Float64Array(names.length).fill(1);
  const losses = new Float64Array(names.length);
  const labelled = new Float64Array(names.length);
  const kept = keepGradients(names.length, sources);
  const context = { plan, network, sets: training };
  try {
    for (const [index, batch] of allBatches({ plan, training }).entries()) {
      throwIfAborted(signal);
      const micro = await gatherLabels(context, batch, rng.fork('inspection', index));
      for (const [task, weight] of labelledWeights(plan, [micro]).entries())
        labelled[task] = (labelled[task] as number) + weight;
      await withPrepared(context, micro, async (prepared) => {
        const { value, tape } = record(() => lossesWithoutDropout(context, micro, prepared, ones));
        try {
          addLosses(losses, await readLosses(value));
          kept.add({ tape, losses: value });
        } finally {
          tape.dispose();
          tf.dispose(value.filter((loss) => loss !== undefined));
        }
      });
      await setImmediate();
    }
    const products = await innerProducts(kept.walk(), sources);
    const size = names.length;
    const pair = (i: number) =>
      (labelled[Math.floor(i / size)] as number) * (labelled[i % size] as number) || 1;
    return gradientReport({
      tasks: names,
      present: Array.from(labelled, (weight) => weight > 0),
      losses: losses.map((loss, task) => loss / (labelled[task] as number)),
      blocks: blocksAmong(network.parameters, part),
      products: products.map((matrix) => matrix.map((value, i) => value / pair(i))),
    });
  } finally {
    kept.dispose();
  }
}

/** Every row once, texts of about the same length together. */
function allBatches({ plan, training }: Pick<RunData, 'plan' | 'training'>): Batch[] {
  const sizes = batchSizes(plan, training);
  return training.flatMap((set, index) =>
    sortedBatches(set, sizes[index] as number).map((batch) => ({ ...batch, set: index })),
  );
}
