import type { Rng, TextSpan, TrainingEvent } from '@tomoni/spec';
import type { Plan } from '../plan/plan.js';
import type { JoinedText } from '../windows/join-windows.js';
import type { DataSet } from './data-set.js';
import { encodeInputs } from './encode.js';
import type { FittedTask, GeneratedTask } from './fitted-task.js';
import { readInputs } from './inputs.js';
import type { TaskLabels } from './label-source.js';
import { checkLabels, drawLabels, readLabels } from './labels.js';
import { combineSegments } from './segments.js';
import type { Table } from './table.js';

/** Makes labelled rows ready to be scored: generated labels are drawn once, so that scores can be compared. */
export async function* prepareEvaluation(
  plan: Plan,
  tasks: readonly FittedTask[],
  table: Table,
  rng: Rng,
  signal?: AbortSignal,
): AsyncGenerator<TrainingEvent, DataSet> {
  const inputs = readInputs(table, plan.columns);
  const columns = new Map<string, unknown[]>();
  for (const { plan: task, head } of tasks) {
    if (task.labels.from !== 'column') continue;
    const labels = readLabels(table, task.labels.column, task.name);
    checkLabels(labels, head, task.name, table);
    columns.set(task.name, labels);
  }
  const texts = yield* encodeWithSegments(plan, tasks, inputs, table, signal);
  const labels = new Map<string, TaskLabels>();
  for (const { plan: task, generator } of tasks) {
    const column = columns.get(task.name);
    if (column !== undefined) labels.set(task.name, { drawn: false, labels: column });
    else if (generator !== undefined && task.labels.from === 'generator') {
      const { altersInput } = task.labels.generator;
      labels.set(
        task.name,
        await drawLabels(generator, altersInput, texts, rng.fork('evaluation', task.name)),
      );
    }
  }
  return { name: table.name, texts, labels, where: table.where };
}

/** Encodes inputs, split at the spans that the tasks' generators ask for. */
export async function* encodeWithSegments(
  plan: Plan,
  tasks: readonly GeneratedTask[],
  inputs: readonly unknown[],
  { name, where }: Pick<Table, 'name' | 'where'>,
  signal?: AbortSignal,
): AsyncGenerator<TrainingEvent, JoinedText[]> {
  const segments = await segmentsOf(tasks, inputs);
  return yield* encodeInputs(plan.encoder, {
    inputs,
    options: plan.input,
    ...(segments === undefined ? {} : { segments }),
    what: `${name} texts`,
    where,
    signal,
  });
}

/** The spans that no token may cross, per input; `undefined` where no generator asks for any. */
export async function segmentsOf(
  tasks: readonly GeneratedTask[],
  inputs: readonly unknown[],
): Promise<TextSpan[][] | undefined> {
  const asked = [];
  for (const { plan, generator } of tasks)
    if (generator?.segments !== undefined)
      asked.push({ task: plan.name, spans: await generator.segments(inputs.map(textOf)) });
  return asked.length === 0 ? undefined : combineSegments(asked, inputs.length);
}

/** The text of an input; that of a pair is its first one. */
export function textOf(input: unknown): string {
  if (typeof input === 'string') return input;
  if (Array.isArray(input)) return typeof input[0] === 'string' ? input[0] : '';
  if (typeof input === 'object' && input !== null && 'words' in input && Array.isArray(input.words))
    return input.words.join(' ');
  return '';
}
