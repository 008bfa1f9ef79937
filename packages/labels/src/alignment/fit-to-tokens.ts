import type { Encoding, TaggedSpan, TextSpan } from '@tomoni/spec';

/** What carries a label: every token, or the first token of every word for the whole word. */
export type LabelOn = 'all' | 'first';

/** Spans on the edges of tokens. */
export interface FittedSpans<Tag extends string> {
  readonly spans: TaggedSpan<Tag>[];
  /** Those that were moved to the edges of tokens, or left out because no token begins in them. */
  readonly misaligned: readonly TaggedSpan<Tag>[];
}

/**
 * Moves the spans of a text to the edges of its tokens (or words): a token belongs to the span that it begins in. A span in
 * which none begins is left out; one that was cut away with the end of its text stays as it is.
 */
export function fitToTokens<Tag extends string>(
  spans: readonly TaggedSpan<Tag>[],
  encoding: Encoding,
  labelOn: LabelOn,
): FittedSpans<Tag> {
  const units = unitsOf(encoding, labelOn);
  const read = encoding.truncated > 0 || encoding.window !== undefined ? (units.at(-1)?.end ?? 0) : Infinity;
  const begun = encoding.window !== undefined ? (units[0]?.start ?? 0) : 0;
  const kept: TaggedSpan<Tag>[] = [];
  const misaligned: TaggedSpan<Tag>[] = [];
  let next = 0;
  for (const span of spans) {
    while (next < units.length && (units[next] as TextSpan).end <= span.start) next++;
    const touched: TextSpan[] = [];
    for (let i = next; i < units.length && (units[i] as TextSpan).start < span.end; i++)
      touched.push(units[i] as TextSpan);
    if (touched.length === 0 && (span.start >= read || span.end <= begun)) {
      kept.push(span);
      continue;
    }
    const own = touched.filter(({ start }) => start >= span.start);
    const [first, last] = [own[0], own.at(-1)];
    if (first !== undefined && last !== undefined && own.length === touched.length && last.end <= span.end) {
      kept.push(span);
      continue;
    }
    misaligned.push(span);
    if (first !== undefined && last !== undefined) kept.push({ ...span, start: first.start, end: last.end });
  }
  return { spans: kept, misaligned };
}

/** The tokens (or words) of an encoding's first text that show a character; such as share one are one. */
function unitsOf(
  { text, ids, offsets, wordIds, sequenceIds, special }: Encoding,
  labelOn: LabelOn,
): TextSpan[] {
  const units: TextSpan[] = [];
  let word = -1;
  for (let token = 0; token < ids.length; token++) {
    if (special[token] === 1 || sequenceIds[token] !== 0) continue;
    const { start, end } = visible(text, offsets[2 * token] as number, offsets[2 * token + 1] as number);
    if (start === end) continue;
    const previous = units.at(-1);
    const isJoined = labelOn === 'first' && wordIds[token] === word;
    word = wordIds[token] as number;
    if (previous !== undefined && (isJoined || start < previous.end))
      units[units.length - 1] = { start: previous.start, end: Math.max(previous.end, end) };
    else units.push({ start, end });
  }
  return units;
}

function visible(text: string, start: number, end: number): TextSpan {
  const token = text.slice(start, end);
  const from = start + token.length - token.trimStart().length;
  return { start: from, end: from + token.trim().length };
}
