import { setImmediate } from 'node:timers/promises';
import type { RowsOf, TrainingEvent } from '@tomoni/spec';
import type { TrainedModel } from '../model/trained-model.js';
import { checkPlan } from '../plan/check-plan.js';
import type { AnyRow, Plan } from '../plan/plan.js';
import { planNotices } from '../plan/plan-notices.js';
import { checkOptions } from './check-options.js';
import { engineNotice } from './engine-notice.js';
import type { FitOptions } from './fit-options.js';
import { openSession } from './open-session.js';
import { prepareRun } from './prepare-run.js';
import { throwIfAborted } from './throw-if-aborted.js';

/** Runs a plan: yields events, returns the trained model. `stopRequested` says whether a watcher wants it to end. */
export async function* train(
  plan: Plan,
  rows: RowsOf<AnyRow>,
  options: FitOptions<AnyRow>,
  stopRequested: () => boolean,
): AsyncGenerator<TrainingEvent, TrainedModel> {
  checkPlan(plan);
  checkOptions(options);
  const { signal } = options;
  throwIfAborted(signal);
  for (const message of planNotices(plan)) yield { type: 'notice', message };
  const engine = engineNotice();
  if (engine !== undefined) yield { type: 'notice', message: engine };
  const data = yield* prepareRun(plan, rows, options);
  throwIfAborted(signal);
  const session = await openSession(data, options);
  try {
    if (session.notice !== undefined) yield { type: 'notice', message: session.notice };
    yield session.start();
    while (session.finished === undefined) {
      if (signal?.aborted) {
        if (session.unsaved) yield await session.checkpoint();
        throw session.abortion();
      }
      if (!stopRequested()) yield* await session.step();
      yield* session.notices();
      if (stopRequested()) session.finish('callback');
      if (session.evaluationDue()) yield await session.evaluate();
      yield* session.notices();
      if (stopRequested()) session.finish('callback');
      if (session.checkpointDue()) yield await session.checkpoint();
      await setImmediate();
    }
    yield session.end(session.finished);
  } catch (error) {
    session.abandon();
    throw error;
  }
  return session.close();
}
