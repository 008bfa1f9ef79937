import { createRng, type Rng, type RowsOf, type TrainingEvent } from '@tomoni/spec';
import type { DataSet } from '../data/data-set.js';
import type { FittedTask } from '../data/fitted-task.js';
import { prepareEvaluation } from '../data/prepare-evaluation.js';
import { prepareTraining } from '../data/prepare-training.js';
import { openTable } from '../data/table.js';
import type { AnyRow, Plan } from '../plan/plan.js';
import type { FitOptions } from './fit-options.js';

/** All that a run computes with, but for the network. */
export interface RunData {
  readonly plan: Plan;
  readonly seed: number;
  /** Of the run: everything random hangs below it. */
  readonly rng: Rng;
  readonly training: readonly DataSet[];
  readonly validation: readonly DataSet[];
  /** In the order of the plan. */
  readonly tasks: readonly FittedTask[];
}

/** Reads, checks and encodes rows, and lets generators and heads learn from them. */
export async function* prepareRun(
  plan: Plan,
  rows: RowsOf<AnyRow>,
  { validation, seed = 0, signal }: FitOptions<AnyRow>,
): AsyncGenerator<TrainingEvent, RunData> {
  const rng = createRng(seed);
  const joint = plan.tasks.filter((task) => task.data === undefined);
  const tables = [
    ...(joint.length === 0 ? [] : [{ table: openTable(rows, 'training'), tasks: joint }]),
    ...plan.tasks.flatMap((task) =>
      task.data === undefined
        ? []
        : [{ table: openTable(task.data.train, `training (${task.name})`), tasks: [task] }],
    ),
  ];
  if (joint.length === 0 && rows.length > 0)
    yield {
      type: 'notice',
      message: 'Every task has rows of its own: the rows given to the run are not used.',
    };
  const { sets, tasks } = yield* prepareTraining(plan, tables, rng.fork('data'), signal);

  const held = [
    ...(validation === undefined || joint.length === 0
      ? []
      : [
          {
            table: openTable(validation, 'validation'),
            tasks: tasks.filter((task) => task.plan.data === undefined),
          },
        ]),
    ...tasks.flatMap((task) =>
      task.plan.data?.validation === undefined
        ? []
        : [{ table: openTable(task.plan.data.validation, `validation (${task.plan.name})`), tasks: [task] }],
    ),
  ];
  const evaluated: DataSet[] = [];
  for (const { table, tasks: own } of held)
    evaluated.push(
      yield* prepareEvaluation(plan, { table, tasks: own, all: tasks }, rng.fork('validation'), signal),
    );
  return { plan, seed, rng, training: sets, validation: evaluated, tasks };
}
