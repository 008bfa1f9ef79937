import { eventRun, type RowsOf, type TrainingEvent } from '@tomoni/spec';
import type { TrainedModel } from '../model/trained-model.js';
import type { AnyRow, Plan } from '../plan/plan.js';
import type { FitOptions, RunControl } from './fit-options.js';
import type { Run } from './run.js';
import { train } from './train.js';

/**
 * Runs a plan on training rows. The run starts at once; await it for the model, iterate it for its events.
 *
 * Equal plans, rows and seeds give equal bits on the same machine, engine, version and thread count, also across
 * a stop and resume.
 *
 * @throws TomoniError (the run rejects) `invalid-argument` or `invalid-data` before the first step, `not-finite`
 * where a loss or gradient is not a number, `aborted` where the signal stops it, `mismatch` where a checkpoint is
 * of another run
 *
 * @example
 * ```ts
 * import { fit, type Plan } from '@tomoni/training';
 *
 * async function run(plan: Plan, rows: { text: string; stars: number }[]) {
 *   const model = await fit(plan, rows, { seed: 1 });
 *   return model.predict(['Never again.']);
 * }
 * ```
 */
export function fit(plan: Plan, rows: RowsOf<AnyRow>, options: FitOptions<AnyRow> = {}): Run<TrainedModel> {
  return eventRun((publish) => runPlan(plan, rows, options, publish));
}

async function runPlan(
  plan: Plan,
  rows: RowsOf<AnyRow>,
  options: FitOptions<AnyRow>,
  publish: (event: TrainingEvent) => void,
): Promise<TrainedModel> {
  let stopRequested = false;
  const control: RunControl = {
    stop: () => {
      stopRequested = true;
    },
  };
  const tell = async (event: TrainingEvent) => {
    try {
      for (const callback of options.callbacks ?? []) await callback(event, control);
    } finally {
      publish(event);
    }
  };
  try {
    const events = train(plan, rows, options, () => stopRequested);
    for (;;) {
      const next = await events.next();
      if (next.done) return next.value;
      try {
        await tell(next.value);
      } catch (error) {
        await events.throw(error);
      }
    }
  } catch (error) {
    await tell({ type: 'failure', error }).catch(() => undefined);
    throw error;
  }
}
