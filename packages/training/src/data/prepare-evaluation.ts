import type { Rng, TrainingEvent } from '@tomoni/spec';
import type { Plan } from '../plan/plan.js';
import type { DataSet } from './data-set.js';
import { encodeTexts } from './encode-texts.js';
import type { FittedTask } from './fitted-task.js';
import { readInputs } from './inputs.js';
import { checkLabels, drawLabels, readLabels } from './labels.js';
import type { Table } from './table.js';
import type { TaskLabels } from './task-labels.js';
import { truncationNotice } from './truncation-notice.js';

/** What is evaluated. */
export interface EvaluationTable {
  readonly table: Table;
  /** Tasks whose labels are wanted. */
  readonly tasks: readonly FittedTask[];
  /** All tasks of the model: the texts are split as they ask, whichever of them is evaluated. */
  readonly all: readonly FittedTask[];
}

/**
 * Makes labelled rows ready to be scored: generated labels are drawn once, so that scores can be compared.
 *
 * @throws TomoniError `invalid-data` where an input or a label cannot be used
 */
export async function* prepareEvaluation(
  plan: Plan,
  { table, tasks, all }: EvaluationTable,
  rng: Rng,
  signal?: AbortSignal,
): AsyncGenerator<TrainingEvent, DataSet> {
  const inputs = readInputs(table, plan.columns);
  const labels = new Map<string, TaskLabels>();
  for (const { plan: task, head } of tasks) {
    if (task.labels.from !== 'column') continue;
    const column = readLabels(table, task.labels.column, task.name);
    checkLabels(column, head, task.name, table);
    labels.set(task.name, { drawn: false, labels: column });
  }
  const texts = yield* encodeTexts(plan, all, inputs, table, signal);
  const notice = truncationNotice(table.name, texts);
  if (notice !== undefined) yield { type: 'notice', message: notice };
  for (const { plan: task, generator } of tasks) {
    if (generator === undefined || task.labels.from !== 'generator') continue;
    const { altersInput } = task.labels.generator;
    const own = rng.fork('evaluation', task.name);
    const draw = { task: task.name, generator, altersInput, texts };
    labels.set(task.name, yield* drawLabels(draw, own, signal));
  }
  return { name: table.name, texts, labels, where: table.where };
}
