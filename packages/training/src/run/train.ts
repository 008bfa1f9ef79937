import { setImmediate } from 'node:timers/promises';
import type { RowsOf, TrainingEvent } from '@tomoni/spec';
import type { TrainedModel } from '../model/trained-model.js';
import { checkPlan } from '../plan/check-plan.js';
import type { AnyRow, Plan } from '../plan/plan.js';
import type { FitOptions } from './fit-options.js';
import { prepareRun } from './prepare-run.js';
import { openSession } from './session.js';

/** Runs a plan: yields events, returns the trained model. `stopRequested` says whether a watcher wants it to end. */
export async function* train(
  plan: Plan,
  rows: RowsOf<AnyRow>,
  options: FitOptions<AnyRow>,
  stopRequested: () => boolean,
): AsyncGenerator<TrainingEvent, TrainedModel> {
  const { checkpoints, signal } = options;
  checkPlan(plan);
  const data = yield* prepareRun(plan, rows, options);
  const session = await openSession(data, checkpoints, signal);
  try {
    yield session.start();
    while (session.finished === undefined) {
      yield await session.step();
      if (stopRequested()) session.finish('callback');
      const evaluates = session.evaluationDue();
      if (evaluates) {
        yield await session.evaluate();
        if (stopRequested()) session.finish('callback');
      }
      const aborted = signal?.aborted === true && session.finished === undefined;
      if (evaluates || aborted || session.checkpointDue()) {
        const saved = await session.checkpoint();
        if (saved !== undefined) yield saved;
      }
      if (aborted) throw session.abortion();
      await setImmediate();
    }
    yield session.end(session.finished);
  } catch (error) {
    session.abandon();
    throw error;
  }
  return session.close();
}
