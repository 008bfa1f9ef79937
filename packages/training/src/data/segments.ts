import { type ErrorLocation, type TextSpan, TomoniError } from '@tomoni/spec';
import type { GeneratedTask } from './fitted-task.js';
import { textOf } from './text-of.js';

/** Spans that one task's generator asks for, per text. */
interface TaskSegments {
  readonly task: string;
  readonly spans: readonly (readonly TextSpan[])[];
}

/** Whether a generator among those of the tasks asks for spans that no token may cross. */
export function asksForSegments(tasks: readonly GeneratedTask[]): boolean {
  return tasks.some(({ generator }) => generator?.segments !== undefined);
}

/**
 * The spans that no token may cross, per input; `undefined` where no generator asks for any.
 *
 * @throws TomoniError `invalid-argument` where spans overlap without being equal, `mismatch` where a generator gives
 * spans for another number of texts
 */
export async function segmentsOf(
  tasks: readonly GeneratedTask[],
  inputs: readonly unknown[],
  where: (row: number) => ErrorLocation,
): Promise<TextSpan[][] | undefined> {
  if (!asksForSegments(tasks)) return undefined;
  const texts = inputs.map(textOf);
  const asked: TaskSegments[] = [];
  for (const { plan, generator } of tasks) {
    const spans = await generator?.segments?.(texts);
    if (spans === undefined) continue;
    if (spans.length !== texts.length)
      throw new TomoniError({
        code: 'mismatch',
        what: `The label generator gave spans for ${spans.length} of ${texts.length} texts.`,
        where: { task: plan.name },
        remedy: 'Correct its segments function: it owes one list of spans per text.',
      });
    asked.push({ task: plan.name, spans });
  }
  return texts.map((_, row) => combine(asked, row, where));
}

/** The spans of all tasks in one text, in order. */
function combine(
  asked: readonly TaskSegments[],
  row: number,
  where: (row: number) => ErrorLocation,
): TextSpan[] {
  const tagged = asked
    .flatMap(({ task, spans }) => (spans[row] ?? []).map(({ start, end }) => ({ task, start, end })))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const combined: typeof tagged = [];
  for (const next of tagged) {
    const last = combined.at(-1);
    if (last === undefined || next.start >= last.end) combined.push(next);
    else if (next.start !== last.start || next.end !== last.end)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `${askers(last.task, next.task)} for spans that overlap: ${last.start}–${last.end} and ${next.start}–${next.end}.`,
        where: where(row),
        remedy: 'Train them in separate models, or let one of them label the first sub-words instead.',
      });
  }
  return combined.map(({ start, end }) => ({ start, end }));
}

function askers(one: string, other: string): string {
  return one === other ? `The task '${one}' asks` : `The tasks '${one}' and '${other}' ask`;
}
