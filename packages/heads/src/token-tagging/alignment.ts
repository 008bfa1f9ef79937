import { type Encoding, type TaggedSpan, TomoniError } from '@tomoni/spec';
import { beginState, insideState, OUTSIDE } from './iob2.js';
import type { Unit } from './units.js';

/** Spans laid over the units of an encoding. */
export interface Alignment<Tag extends string> {
  /** IOB2 state of each unit. */
  readonly states: Int32Array;
  /** The spans with their edges moved to those of the units they touch; those in another window are left out. */
  readonly spans: readonly AlignedSpan<Tag>[];
}

/** A span on the edges of units. */
export interface AlignedSpan<Tag extends string> extends TaggedSpan<Tag> {
  /** Index of its first unit; −1 where the text was cut before it. */
  readonly first: number;
  /** Whether a part of it, or all, lies beyond the end of what the encoder reads. */
  readonly cut: boolean;
}

/**
 * Lays the spans of a text over the units of its encoding.
 *
 * A span that touches a unit takes all of it. What was cut away with the end of a text takes part in no unit.
 *
 * @throws TomoniError `invalid-data` where a span ends beyond the text, touches no unit, or shares one with another
 */
export function align<Tag extends string>(
  spans: readonly TaggedSpan<Tag>[],
  units: readonly Unit[],
  encoding: Encoding,
  indexOf: (tag: Tag) => number,
): Alignment<Tag> {
  const states = new Int32Array(units.length).fill(OUTSIDE);
  const owners = new Map<number, TaggedSpan<Tag>>();
  const aligned: AlignedSpan<Tag>[] = [];
  for (const span of spans) {
    if (span.end > encoding.text.length)
      throw refusal(
        `The span ${inWords(span, encoding)} ends beyond the text ${quotedText(encoding)} of ${encoding.text.length} characters.`,
      );
    const touched = units.flatMap((unit, index) => (touches(span, unit) ? [index] : []));
    const [first] = touched;
    if (first === undefined) {
      const reason = absence(span, units, encoding);
      if (reason === 'none')
        throw refusal(
          `The span ${inWords(span, encoding)} touches no token of the text ${quotedText(encoding)}.`,
        );
      if (reason === 'cut') aligned.push({ ...span, first: -1, cut: true });
      continue;
    }
    const last = touched.at(-1) as number;
    const tag = indexOf(span.tag);
    const earlier = begunEarlier(span, units, encoding);
    for (const index of touched) {
      const other = owners.get(index);
      if (other !== undefined)
        throw refusal(
          `The spans ${inWords(other, encoding)} and ${inWords(span, encoding)} share a token of the text ${quotedText(encoding)}.`,
          "Split the text at the spans' edges before tokenization, or label every token with labelOn 'all'.",
        );
      owners.set(index, span);
      states[index] = index === first && !earlier ? beginState(tag) : insideState(tag);
    }
    aligned.push({
      tag: span.tag,
      start: (units[first] as Unit).start,
      end: (units[last] as Unit).end,
      first,
      cut: runsOn(span, units, encoding),
    });
  }
  return { states, spans: aligned };
}

function touches(span: TaggedSpan, unit: Unit): boolean {
  return span.start < unit.end && span.end > unit.start;
}

/** Why a span touches no unit: its end of the text was cut away, it lies in another window, or nothing is there. */
function absence(span: TaggedSpan, units: readonly Unit[], encoding: Encoding): 'cut' | 'elsewhere' | 'none' {
  if (encoding.text.slice(span.start, span.end).trim() === '') return 'none';
  const { truncated, window } = encoding;
  const beyond = span.start >= (units.at(-1)?.end ?? 0);
  if (beyond && window !== undefined && window.index < window.count - 1) return 'elsewhere';
  if (beyond && truncated > 0) return 'cut';
  const ahead = span.end <= (units[0]?.start ?? 0);
  return ahead && window !== undefined && window.index > 0 ? 'elsewhere' : 'none';
}

/** Whether a span begins before the first unit of a window that is not the text's first. */
function begunEarlier(span: TaggedSpan, units: readonly Unit[], { window }: Encoding): boolean {
  return window !== undefined && window.index > 0 && span.start < (units[0] as Unit).start;
}

/** Whether more than white space of a span lies beyond the last unit. */
function runsOn(span: TaggedSpan, units: readonly Unit[], { text, truncated, window }: Encoding): boolean {
  const more = truncated > 0 || (window !== undefined && window.index < window.count - 1);
  return more && text.slice((units.at(-1) as Unit).end, span.end).trim() !== '';
}

function inWords({ start, end, tag }: TaggedSpan, { text }: Encoding): string {
  return `'${text.slice(start, end)}' (${tag}, ${start} to ${end})`;
}

function quotedText({ text }: Encoding): string {
  return text.length > 60 ? `'${text.slice(0, 60)}…'` : `'${text}'`;
}

function refusal(
  what: string,
  remedy = 'Correct the span, or leave the label of its text out.',
): TomoniError {
  return new TomoniError({ code: 'invalid-data', what, remedy });
}
