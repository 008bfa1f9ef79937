import type { AlignedText } from '../alignment/aligned-text.js';

/** What becomes of a delimiter: dropped, a piece of its own, joined to a neighbour, or joined to the delimiters beside it. */
export type DelimiterBehavior =
  | 'Removed'
  | 'Isolated'
  | 'MergedWithPrevious'
  | 'MergedWithNext'
  | 'Contiguous';

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly delimiter: boolean;
}

/** Splits a text at the matches of a pattern, or, inverted, at what lies between them. */
export function split(
  source: AlignedText,
  pattern: RegExp,
  behavior: DelimiterBehavior,
  inverted = false,
): AlignedText[] {
  const stretches = stretchesOf(source.text, pattern, inverted);
  return joined(stretches, behavior).map(({ from, to }) => source.slice(from, to));
}

/** The matches of a pattern as pieces: what lies between them is dropped. */
export function matches(source: AlignedText, pattern: RegExp): AlignedText[] {
  const pieces: AlignedText[] = [];
  for (const match of source.text.matchAll(pattern))
    pieces.push(source.slice(match.index, match.index + match[0].length));
  return pieces;
}

function stretchesOf(text: string, pattern: RegExp, inverted: boolean): Stretch[] {
  const stretches: Stretch[] = [];
  const push = (from: number, to: number, delimiter: boolean) => {
    if (from < to) stretches.push({ from, to, delimiter: delimiter !== inverted });
  };
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    push(done, match.index, false);
    push(match.index, end, true);
    done = end;
  }
  push(done, text.length, false);
  return stretches;
}

function joined(stretches: readonly Stretch[], behavior: DelimiterBehavior): Stretch[] {
  switch (behavior) {
    case 'Removed':
      return stretches.filter(({ delimiter }) => !delimiter);
    case 'Isolated':
      return [...stretches];
    case 'Contiguous':
      return merge(stretches, (last, next) => last.delimiter === next.delimiter);
    case 'MergedWithPrevious':
      return merge(stretches, (last, next) => next.delimiter && !last.delimiter);
    case 'MergedWithNext':
      return merge(stretches, (last, next) => last.delimiter && !next.delimiter);
  }
}

function merge(stretches: readonly Stretch[], belongs: (last: Stretch, next: Stretch) => boolean): Stretch[] {
  const merged: Stretch[] = [];
  let last: Stretch | undefined;
  for (const next of stretches) {
    if (last !== undefined && belongs(last, next)) {
      const { from } = merged.pop() as Stretch;
      merged.push({ from, to: next.to, delimiter: next.delimiter });
    } else merged.push(next);
    last = next;
  }
  return merged;
}
