import { type TextSpan, TomoniError } from '@tomoni/spec';

/** Spans that one task's generator asks for, per text. */
export interface TaskSegments {
  readonly task: string;
  readonly spans: readonly (readonly TextSpan[])[];
}

/**
 * The spans of several tasks taken together, per text.
 *
 * @throws TomoniError `invalid-argument` where spans of two tasks overlap without being equal
 */
export function combineSegments(tasks: readonly TaskSegments[], texts: number): TextSpan[][] {
  return Array.from({ length: texts }, (_, row) => {
    const tagged = tasks
      .flatMap(({ task, spans }) => (spans[row] ?? []).map((span) => ({ task, span })))
      .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    const combined: TextSpan[] = [];
    let last: (typeof tagged)[number] | undefined;
    for (const next of tagged) {
      if (last !== undefined && next.span.start < last.span.end) {
        if (next.span.start === last.span.start && next.span.end === last.span.end) continue;
        throw new TomoniError({
          code: 'invalid-argument',
          what: `The tasks '${last.task}' and '${next.task}' ask for spans that overlap: ${last.span.start}–${last.span.end} and ${next.span.start}–${next.span.end}.`,
          where: { row },
          remedy: 'Train them in separate models, or let one of them label the first sub-words instead.',
        });
      }
      combined.push({ start: next.span.start, end: next.span.end });
      last = next;
    }
    return combined;
  });
}
