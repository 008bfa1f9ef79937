import { type TextInput, type TextSpan, TomoniError, type Words } from '@tomoni/spec';

/** A stretch of a text that is cut into tokens by itself. */
export interface Stretch {
  readonly text: string;
  /** Where it begins in the whole text. */
  readonly base: number;
  /** The word it belongs to, where words are given. */
  readonly word: number | undefined;
}

/** One text of an input, as the pipeline takes it. */
export interface InputText {
  readonly text: string;
  readonly stretches: readonly Stretch[];
}

/** Finds the words of a text, in order; what lies between them is not read. */
export type Segmenter = (text: string) => readonly TextSpan[];

/** The texts of an input: one, or two of a pair. Spans count in the first. */
export function inputTexts(
  input: TextInput,
  segments: readonly TextSpan[] | undefined,
  segmenter: Segmenter | undefined,
): [InputText] | [InputText, InputText] {
  if (typeof input === 'string') return [cut(fromString(input, segmenter), segments)];
  if (isWords(input)) return [cut(fromWords(input.words), segments)];
  return [cut(fromString(input[0], segmenter), segments), fromString(input[1], segmenter)];
}

function isWords(input: Words | readonly [string, string]): input is Words {
  return !Array.isArray(input);
}

function fromString(text: string, segmenter: Segmenter | undefined): InputText {
  if (segmenter === undefined) return { text, stretches: [{ text, base: 0, word: undefined }] };
  const spans = segmenter(text);
  checkSpans(spans, text, 'word');
  return {
    text,
    stretches: spans.map(({ start, end }, word) => ({ text: text.slice(start, end), base: start, word })),
  };
}

function fromWords(words: readonly string[]): InputText {
  let base = 0;
  const stretches = words.map((text, word): Stretch => {
    const stretch = { text, base, word };
    base += text.length + 1;
    return stretch;
  });
  return { text: words.join(' '), stretches };
}

/** Cuts the stretches at the edges of spans. */
function cut(input: InputText, segments: readonly TextSpan[] | undefined): InputText {
  if (segments === undefined || segments.length === 0) return input;
  checkSpans(segments, input.text, 'segment');
  const edges = segments.flatMap(({ start, end }) => [start, end]);
  let next = 0;
  const stretches: Stretch[] = [];
  for (const { text, base, word } of input.stretches) {
    let from = base;
    const to = base + text.length;
    const push = (end: number) => {
      if (from < end) stretches.push({ text: text.slice(from - base, end - base), base: from, word });
      from = end;
    };
    while (next < edges.length && (edges[next] as number) <= from) next++;
    while (next < edges.length && (edges[next] as number) < to) push(edges[next++] as number);
    push(to);
  }
  return { text: input.text, stretches };
}

/** @throws TomoniError `invalid-argument` where spans do not fit their text, or overlap */
export function checkSpans(spans: readonly TextSpan[], text: string, what: string): void {
  let done = 0;
  for (const { start, end } of spans) {
    if (
      !(
        Number.isInteger(start) &&
        Number.isInteger(end) &&
        start >= done &&
        end >= start &&
        end <= text.length
      )
    )
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The ${what} from ${start} to ${end} does not fit a text of ${text.length} code units, or overlaps the one before it.`,
        remedy: `Give ${what}s in order, each from its first code unit to the one after its last.`,
      });
    done = end;
  }
}
