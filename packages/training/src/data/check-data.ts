import { findDuplicates, findLeaks, findTaskLeaks, type LeakReport, type TaskRows } from '@tomoni/data';
import { createRng, type RowsOf } from '@tomoni/spec';
import { checkPlan } from '../plan/check-plan.js';
import type { AnyRow, Plan } from '../plan/plan.js';
import { collectNotices } from '../run/collect-notices.js';
import { prepareRun } from '../run/prepare-run.js';
import type { DataSet } from './data-set.js';
import { prepareEvaluation } from './prepare-evaluation.js';
import { openTable } from './table.js';
import { textOf } from './text-of.js';

/** The parts of a data set that are looked at. */
export interface DataParts {
  readonly train: RowsOf<AnyRow>;
  readonly validation?: RowsOf<AnyRow>;
  readonly test?: RowsOf<AnyRow>;
}

/** What was seen in the data, before a step is run. */
export interface DataReport {
  readonly parts: readonly PartReport[];
  /** Texts that stand in more than one part. */
  readonly leaks: LeakReport;
  /** Texts of one task's training rows that stand in the rows that another task is judged by. */
  readonly taskLeaks: LeakReport;
  /** What its owner should know, in sentences. */
  readonly notices: readonly string[];
  /** All of it as text. */
  toString(): string;
}

/** One part, or the rows of a task's own. */
export interface PartReport {
  readonly name: string;
  readonly rows: number;
  /** Tokens per text, special tokens included. */
  readonly tokens: { readonly mean: number; readonly longest: number };
  /** Texts that were cut, and the tokens lost by it. */
  readonly truncated: { readonly texts: number; readonly tokens: number };
  /** By task. */
  readonly labels: Readonly<Record<string, LabelReport>>;
}

/** The labels of one task in one part. */
export interface LabelReport {
  readonly labelled: number;
  readonly missing: number;
  /** Rows per class, for labels that are classes. */
  readonly classes?: Readonly<Record<string, number>>;
  /** For labels that are numbers. */
  readonly range?: { readonly least: number; readonly mean: number; readonly greatest: number };
  /** Set for labels that are made by a generator. */
  readonly generated?: true;
}

/**
 * Reads and encodes all rows as a run would, and says what is in them: labels per class, lengths, texts that were cut,
 * duplicates, and texts that stand in two parts.
 *
 * @throws TomoniError `invalid-data` where the rows cannot be trained on
 *
 * @example
 * ```ts
 * import { checkData, type Plan } from '@tomoni/training';
 *
 * async function look(plan: Plan, train: { text: string; stars: number }[]) {
 *   const report = await checkData(plan, { train });
 *   console.log(report.toString());
 * }
 * ```
 */
export async function checkData(plan: Plan, { train, validation, test }: DataParts): Promise<DataReport> {
  checkPlan(plan);
  const { result, notices } = await collectNotices(
    prepareRun(plan, train, validation === undefined ? {} : { validation }),
  );
  const sets = [...result.training, ...result.validation];
  if (test !== undefined) {
    const table = openTable(test, 'test');
    const tasks = result.tasks.filter(
      ({ plan: { labels } }) => labels.from === 'generator' || table.columns.has(labels.column),
    );
    const all = result.tasks;
    const prepared = await collectNotices(prepareEvaluation(plan, { table, tasks, all }, createRng(0)));
    sets.push(prepared.result);
    notices.push(...prepared.notices);
  }

  const text = (row: AnyRow) => comparable(plan, row);
  const rows: Record<string, RowsOf<AnyRow>> = {
    train,
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
  };
  const leaks = findLeaks(rows, { text });
  const taskLeaks = findTaskLeaks(judgedRows(plan, train, test ?? validation ?? []), { text });
  const duplicates = findDuplicates(train, { text });
  const parts = sets.map(reportPart);
  const all = [
    ...notices,
    ...(duplicates.duplicates.length === 0 ? [] : [`Within the training data: ${duplicates.describe()}`]),
    ...(leaks.leaks.length === 0 ? [] : [leaks.describe()]),
    ...(taskLeaks.leaks.length === 0 ? [] : [taskLeaks.describe()]),
  ];
  return { parts, leaks, taskLeaks, notices: all, toString: () => print(parts, all) };
}

/** The rows that each task learns from and is judged by: those that tasks have in common under the name of the main one. */
function judgedRows({ main, tasks }: Plan, train: RowsOf<AnyRow>, test: RowsOf<AnyRow>): TaskRows<AnyRow>[] {
  const joint = tasks.filter(({ data }) => data === undefined).map(({ name }) => name);
  const [common = main] = joint.includes(main) ? [main] : joint;
  return [
    ...(joint.length === 0 ? [] : [{ task: common, train, test }]),
    ...tasks.flatMap(({ name, data }) =>
      data === undefined ? [] : [{ task: name, train: data.train, test: data.validation ?? [] }],
    ),
  ];
}

function comparable({ columns }: Plan, row: AnyRow): string {
  const first = row[columns.text];
  const input = columns.pair === undefined ? textOf(first) : `${textOf(first)}\n${textOf(row[columns.pair])}`;
  return input === '' ? JSON.stringify(first) : input;
}

function reportPart({ name, texts, labels }: DataSet): PartReport {
  const lengths = texts.map((text) => text.encoding.ids.length);
  const cut = texts.map((text) => text.encoding.truncated).filter((tokens) => tokens > 0);
  return {
    name,
    rows: texts.length,
    tokens: { mean: sum(lengths) / lengths.length, longest: lengths.reduce((a, b) => Math.max(a, b), 0) },
    truncated: { texts: cut.length, tokens: sum(cut) },
    labels: Object.fromEntries(
      [...labels].map(([task, source]) => [
        task,
        source.drawn ? { labelled: texts.length, missing: 0, generated: true } : reportLabels(source.labels),
      ]),
    ),
  };
}

function reportLabels(labels: readonly unknown[]): LabelReport {
  const present = labels.filter((label) => label !== undefined);
  const counts = { labelled: present.length, missing: labels.length - present.length };
  const numbers = present.filter((label) => typeof label === 'number');
  if (numbers.length > 0 && numbers.length === present.length)
    return {
      ...counts,
      range: {
        least: numbers.reduce((a, b) => Math.min(a, b)),
        mean: sum(numbers) / numbers.length,
        greatest: numbers.reduce((a, b) => Math.max(a, b)),
      },
    };
  const names = present.flatMap(classNames);
  if (names.length === 0) return counts;
  const classes: Record<string, number> = {};
  for (const name of names) classes[name] = (classes[name] ?? 0) + 1;
  return { ...counts, classes };
}

/** The classes in a label: its own name, its names, or the tags of its spans. */
function classNames(label: unknown): string[] {
  if (typeof label === 'string' || typeof label === 'boolean') return [String(label)];
  if (!Array.isArray(label)) return [];
  return label.flatMap((item: unknown) => {
    if (typeof item === 'string') return [item];
    return typeof item === 'object' && item !== null && 'tag' in item ? [String(item.tag)] : [];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function print(parts: readonly PartReport[], notices: readonly string[]): string {
  const line = ([task, { labelled, missing, classes, range, generated }]: [string, LabelReport]) =>
    [
      `  ${task}: ${labelled} labelled${missing > 0 ? `, ${missing} missing` : ''}${generated ? ', drawn anew in each epoch' : ''}`,
      ...(classes === undefined
        ? []
        : [
            Object.entries(classes)
              .map(([name, count]) => `${name} ${count}`)
              .join(', '),
          ]),
      ...(range === undefined
        ? []
        : [`from ${short(range.least)} to ${short(range.greatest)}, mean ${short(range.mean)}`]),
    ].join('; ');
  return [
    ...parts.flatMap(({ name, rows, tokens, truncated, labels }) => [
      `${name}: ${rows} rows, ${tokens.mean.toFixed(1)} tokens on average, ${tokens.longest} at most${truncated.texts > 0 ? `, ${truncated.texts} texts cut by ${truncated.tokens} tokens` : ''}`,
      ...Object.entries(labels).map(line),
    ]),
    ...notices,
  ].join('\n');
}

/** A number at six digits, which is enough to see a wrong one. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}
