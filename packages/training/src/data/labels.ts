import {
  type AnyFittedHead,
  type Encoding,
  type FittedGenerator,
  type Rng,
  TomoniError,
  type TrainingEvent,
} from '@tomoni/spec';
import { throwIfAborted } from '../run/throw-if-aborted.js';
import type { JoinedText } from '../windows/join-windows.js';
import { requireColumn, type Table } from './table.js';
import type { TaskLabels } from './task-labels.js';

/** The labels in a column; `undefined` and `null` are missing labels. */
export function readLabels(table: Table, column: string, task: string): unknown[] {
  requireColumn(table, column, task);
  return Array.from({ length: table.length }, (_, row) => table.at(row)[column] ?? undefined);
}

/** @throws TomoniError `invalid-data` naming the first row whose label the head refuses */
export function checkLabels(
  labels: readonly unknown[],
  head: AnyFittedHead,
  task: string,
  table: Table,
): void {
  for (const [row, label] of labels.entries()) {
    const fault = label === undefined ? undefined : head.check(label);
    if (fault !== undefined)
      throw new TomoniError({
        code: 'invalid-data',
        what: fault,
        where: { ...table.where(row), task },
        remedy: 'Correct the row, or leave its label out.',
      });
  }
}

const chunk = 256;

/** What {@link drawLabels} draws, and for whom. */
interface LabelDraw {
  /** Name of the task. */
  readonly task: string;
  readonly generator: FittedGenerator<unknown>;
  readonly altersInput: boolean;
  readonly texts: readonly JoinedText[];
}

/** Draws a generator's labels for all texts, once, piece by piece. */
export async function* drawLabels(
  { task, generator, altersInput, texts }: LabelDraw,
  rng: Rng,
  signal?: AbortSignal,
): AsyncGenerator<TrainingEvent, TaskLabels> {
  const labels: unknown[] = [];
  const inputs: Encoding[] = [];
  for (let start = 0; start < texts.length; start += chunk) {
    throwIfAborted(signal);
    const encodings = texts.slice(start, start + chunk).map((text) => text.encoding);
    const annotations = await annotate(generator, encodings, rng.fork(start));
    for (const [i, { label, input }] of annotations.entries()) {
      labels.push(label);
      inputs.push(input ?? (encodings[i] as Encoding));
    }
    if (texts.length > chunk)
      yield { type: 'preparation', what: `labels of '${task}'`, done: labels.length, total: texts.length };
  }
  return altersInput ? { drawn: false, labels, inputs } : { drawn: false, labels };
}

/** A generator's labels of a batch. @throws TomoniError `mismatch` where it gives another number of them */
export async function annotate(
  generator: FittedGenerator<unknown>,
  encodings: readonly Encoding[],
  rng: Rng,
) {
  const annotations = await generator.annotate(encodings, rng);
  if (annotations.length === encodings.length) return annotations;
  throw new TomoniError({
    code: 'mismatch',
    what: `A label generator gave ${annotations.length} labels for ${encodings.length} texts.`,
    remedy: 'Correct its annotate function: it owes one annotation per encoding.',
  });
}
