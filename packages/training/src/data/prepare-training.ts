import { type AnyHead, type FittedGenerator, type Rng, TomoniError, type TrainingEvent } from '@tomoni/spec';
import type { Plan, TaskPlan } from '../plan/plan.js';
import { throwIfAborted } from '../run/throw-if-aborted.js';
import type { JoinedText } from '../windows/join-windows.js';
import type { DataSet } from './data-set.js';
import { emitted } from './emitted.js';
import { encodeTexts } from './encode-texts.js';
import { type FittedTask, type GeneratedTask, headOwner } from './fitted-task.js';
import { readInputs } from './inputs.js';
import { annotate, checkLabels, drawLabels, readLabels } from './labels.js';
import { asksForSegments } from './segments.js';
import type { Table } from './table.js';
import type { TaskLabels } from './task-labels.js';
import { textOf } from './text-of.js';
import { truncationNotice } from './truncation-notice.js';

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

/**
 * Makes rows ready to be trained on: fits generators and heads, encodes texts, and refuses labels that cannot be learnt.
 *
 * All texts are split as the generators of all tasks ask, so that a text has the same tokens in whichever rows it
 * stands, and in prediction.
 *
 * @throws TomoniError `invalid-data` where rows, inputs or labels cannot be used
 */
export async function* prepareTraining(
  plan: Plan,
  tables: readonly TrainingTable[],
  rng: Rng,
  signal?: AbortSignal,
): AsyncGenerator<TrainingEvent, TrainingData> {
  const read = tables.map((source) => readTable(plan, source));
  const generated: GeneratedTask[] = [];
  const encoded: (ReadTable & { readonly plain: readonly JoinedText[] })[] = [];
  for (const source of read) {
    const plain = yield* encodeTexts(plan, [], source.inputs, source.table, signal);
    encoded.push({ ...source, plain });
    for (const task of source.tasks)
      generated.push(
        yield* fitGenerator(plan, task, source, plain, rng.fork('generator', task.name), signal),
      );
  }

  const drafts: Draft[] = [];
  const sets: DataSet[] = [];
  for (const { table, tasks, inputs, columns, plain } of encoded) {
    const texts = asksForSegments(generated)
      ? yield* encodeTexts(plan, generated, inputs, table, signal)
      : plain;
    const notice = truncationNotice(table.name, texts);
    if (notice !== undefined) yield { type: 'notice', message: notice };
    const own = new Map<string, TaskLabels>();
    for (const task of tasks) {
      const column = columns.get(task.name) ?? [];
      const { generator } = generated.find(({ plan: { name } }) => name === task.name) as GeneratedTask;
      const draft = yield* draftTask(task, table, column, generator, texts, rng, signal);
      drafts.push(draft);
      own.set(task.name, draft.labels);
    }
    sets.push({ name: table.name, texts, labels: own, where: table.where });
  }
  return { sets, tasks: fitHeads(plan, drafts) };
}

/** A table whose columns have been read. */
interface ReadTable extends TrainingTable {
  readonly inputs: readonly unknown[];
  /** Labels by task, for tasks that read a column. */
  readonly columns: ReadonlyMap<string, readonly unknown[]>;
}

function readTable(plan: Plan, { table, tasks }: TrainingTable): ReadTable {
  const inputs = readInputs(table, plan.columns);
  const columns = new Map<string, readonly unknown[]>();
  for (const { name, labels } of tasks)
    if (labels.from === 'column') columns.set(name, readLabels(table, labels.column, name));
  return { table, tasks, inputs, columns };
}

async function* fitGenerator(
  { encoder, main }: Plan,
  task: TaskPlan,
  { inputs, columns }: ReadTable,
  texts: readonly JoinedText[],
  rng: Rng,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingEvent, GeneratedTask> {
  const { name, labels } = task;
  if (labels.from !== 'generator') return { plan: task };
  throwIfAborted(signal);
  const generator = yield* emitted<TrainingEvent, FittedGenerator<unknown>>((emit) =>
    labels.generator.fit({
      texts: inputs.map(textOf),
      encodings: texts.map((text) => text.encoding),
      labels: columns.get(main) ?? inputs.map(() => undefined),
      encoder,
      rng,
      progress: (done, total) => emit({ type: 'preparation', what: `labels of '${name}'`, done, total }),
      notice: (message) => emit({ type: 'notice', message: `Task '${name}': ${message}` }),
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  return { plan: task, generator };
}

/** Texts whose labels a head is fitted on, where labels are drawn anew in each epoch. */
const sampleSize = 1000;

async function* draftTask(
  plan: TaskPlan,
  table: Table,
  column: readonly unknown[],
  generator: FittedTask['generator'],
  texts: DataSet['texts'],
  rng: Rng,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingEvent, Draft> {
  if (generator === undefined || plan.labels.from !== 'generator')
    return { plan, table, labels: { drawn: false, labels: column }, sample: column };
  const { altersInput } = plan.labels.generator;
  if (generator.redraws) {
    const encodings = texts.slice(0, sampleSize).map((text) => text.encoding);
    const sample = await annotate(generator, encodings, rng.fork('sample', plan.name));
    return {
      plan,
      table,
      labels: { drawn: true, generator, altersInput },
      sample: sample.map(({ label }) => label),
      generator,
    };
  }
  const draw = { task: plan.name, generator, altersInput, texts };
  const labels = yield* drawLabels(draw, rng.fork('labels', plan.name), signal);
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
