import { type AnyHead, type Rng, TomoniError, type TrainingEvent } from '@tomoni/spec';
import type { Plan, TaskPlan } from '../plan/plan.js';
import type { DataSet } from './data-set.js';
import { encodeInputs, truncationNotice } from './encode.js';
import { type FittedTask, headOwner } from './fitted-task.js';
import { readInputs } from './inputs.js';
import type { TaskLabels } from './label-source.js';
import { annotate, checkLabels, drawLabels, readLabels } from './labels.js';
import { encodeWithSegments, segmentsOf, textOf } from './prepare-evaluation.js';
import type { Table } from './table.js';

/** One table with the tasks that are read from it. */
export interface TrainingTable {
  readonly table: Table;
  readonly tasks: readonly TaskPlan[];
}

/** Training data made ready, and what the tasks learnt from their labels. */
export interface TrainingData {
  readonly sets: readonly DataSet[];
  /** In the order of the plan. */
  readonly tasks: readonly FittedTask[];
}

/** A task under preparation. */
interface Draft {
  readonly plan: TaskPlan;
  readonly table: Table;
  readonly labels: TaskLabels;
  /** Labels that the head learns from. */
  readonly sample: readonly unknown[];
  readonly generator?: FittedTask['generator'];
}

/** Makes rows ready to be trained on: fits generators and heads, encodes texts, and refuses labels that cannot be learnt. */
export async function* prepareTraining(
  plan: Plan,
  tables: readonly TrainingTable[],
  rng: Rng,
  signal?: AbortSignal,
): AsyncGenerator<TrainingEvent, TrainingData> {
  const read = tables.map(({ table, tasks }) => ({
    table,
    tasks,
    inputs: readInputs(table, plan.columns),
    columns: new Map(
      tasks.flatMap(({ name, labels }) =>
        labels.from === 'column' ? [[name, readLabels(table, labels.column, name)] as const] : [],
      ),
    ),
  }));

  const drafts: Draft[] = [];
  const sets: DataSet[] = [];
  for (const { table, tasks, inputs, columns } of read) {
    const plain = yield* encodeInputs(plan.encoder, {
      inputs,
      options: plan.input,
      what: `${table.name} texts`,
      where: table.where,
      signal,
    });
    const generators = new Map<string, FittedTask['generator']>();
    for (const { name, labels } of tasks) {
      if (labels.from !== 'generator') continue;
      generators.set(
        name,
        await labels.generator.fit({
          texts: inputs.map(textOf),
          encodings: plain.map((text) => text.encoding),
          labels: columns.get(plan.main) ?? inputs.map(() => undefined),
          encoder: plan.encoder,
          rng: rng.fork('generator', name),
          ...(signal === undefined ? {} : { signal }),
        }),
      );
    }
    const fitted = tasks.map((task) => ({ plan: task, generator: generators.get(task.name) }));
    const segmented = (await segmentsOf(fitted, inputs)) !== undefined;
    const texts = segmented ? yield* encodeWithSegments(plan, fitted, inputs, table, signal) : plain;
    const notice = truncationNotice(table.name, texts);
    if (notice !== undefined) yield { type: 'notice', message: notice };

    const own = new Map<string, TaskLabels>();
    for (const task of tasks) {
      const generator = generators.get(task.name);
      const draft = await draftTask(task, table, columns.get(task.name), generator, texts, rng);
      drafts.push(draft);
      own.set(task.name, draft.labels);
    }
    sets.push({ name: table.name, texts, labels: own, where: table.where });
  }
  return { sets, tasks: fitHeads(plan, drafts) };
}

async function draftTask(
  plan: TaskPlan,
  table: Table,
  column: readonly unknown[] | undefined,
  generator: FittedTask['generator'],
  texts: DataSet['texts'],
  rng: Rng,
): Promise<Draft> {
  if (generator === undefined) {
    const labels = column ?? [];
    return { plan, table, labels: { drawn: false, labels }, sample: labels };
  }
  const altersInput = plan.labels.from === 'generator' && plan.labels.generator.altersInput;
  if (generator.redraws) {
    const encodings = texts.slice(0, 1000).map((text) => text.encoding);
    const sample = await annotate(generator, encodings, rng.fork('sample', plan.name));
    return {
      plan,
      table,
      labels: { drawn: true, generator, altersInput },
      sample: sample.map(({ label }) => label),
      generator,
    };
  }
  const labels = await drawLabels(generator, altersInput, texts, rng.fork('labels', plan.name));
  return { plan, table, labels, sample: labels.drawn ? [] : labels.labels, generator };
}

/** Fits each head on the labels of all tasks that share it, and checks them. */
function fitHeads(plan: Plan, drafts: readonly Draft[]): FittedTask[] {
  const heads = new Map<string, FittedTask['head']>();
  for (const owner of plan.tasks) {
    if ('sameHeadAs' in owner.head) continue;
    const sharing = drafts.filter((draft) => headOwner(draft.plan) === owner.name);
    for (const { plan: task, sample, table } of sharing) requireLabels(task.name, sample, table);
    heads.set(owner.name, fitHead(owner.head, sharing));
  }
  return plan.tasks.map((task) => {
    const draft = drafts.find((candidate) => candidate.plan === task) as Draft;
    const head = heads.get(headOwner(task)) as FittedTask['head'];
    checkLabels(draft.sample, head, task.name, draft.table);
    return { plan: task, head, ...(draft.generator === undefined ? {} : { generator: draft.generator }) };
  });
}

function requireLabels(task: string, labels: readonly unknown[], table: Table): void {
  if (labels.some((label) => label !== undefined)) return;
  throw new TomoniError({
    code: 'invalid-data',
    what: `No row of the ${table.name} data has a label for the task '${task}'.`,
    remedy: 'Give it labelled rows, or leave the task out.',
  });
}

/** Lets a head learn from the labels of all tasks that share it; a label it refuses is told by the row it came from. */
function fitHead(head: AnyHead, drafts: readonly Draft[]): FittedTask['head'] {
  const origins = drafts.flatMap(({ plan, table, sample }) => sample.map((_, row) => ({ plan, table, row })));
  try {
    return head.fit(drafts.flatMap((draft) => draft.sample));
  } catch (error) {
    if (!(error instanceof TomoniError)) throw error;
    const origin = origins[error.where.row ?? 0];
    if (origin === undefined) throw error;
    const { what, code, remedy } = error;
    const where =
      error.where.row === undefined || origin.plan.labels.from === 'generator'
        ? error.where
        : { ...error.where, ...origin.table.where(origin.row) };
    throw new TomoniError({
      code,
      what,
      where: { task: origin.plan.name, ...where },
      ...(remedy === undefined ? {} : { remedy }),
      cause: error,
    });
  }
}
