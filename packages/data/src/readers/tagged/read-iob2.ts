import {
  type ErrorLocation,
  type Rows,
  requireKnownOptions,
  type TaggedSpan,
  TomoniError,
} from '@tomoni/spec';
import { placeIn } from '../read-rows.js';
import type { Source, SourceOptions } from '../source.js';
import { type SentenceLine, sentenceLines } from './sentence-lines.js';
import { gatherTexts, malformed, type TaggedText } from './tagged-text.js';

/** Options of {@link readIob2}. */
export interface Iob2Options extends SourceOptions {
  /** What stands between two words in the text: `''` for languages that are written without spaces. Default: a space. */
  readonly join?: string;
  /** Index of the column with the words. Default 0. */
  readonly wordColumn?: number;
  /** Index of the column with the labels. Default: the last one of each line. */
  readonly labelColumn?: number;
}

/**
 * Reads a file of words with IOB2 labels, one word a line, its columns parted by white space: a row for each sentence, with its
 * spans. Sentences are parted by empty lines; lines that begin with `-DOCSTART-` are passed over.
 *
 * Source: Tjong Kim Sang and De Meulder, "Introduction to the CoNLL-2003 shared task", 2003.
 *
 * @throws TomoniError `malformed-file` with the line where a column is missing, a label is none of IOB2, or an inside label
 *   does not go on with its span; `not-found` where there is no file, `aborted` on `signal`
 *
 * @example
 * ```ts
 * import { readIob2 } from '@tomoni/data';
 *
 * const rows = await readIob2('ja-gsd-train.bio', { join: '' });
 * const { text, spans } = rows.at(0);
 * for (const { start, end, tag } of spans) console.log(text.slice(start, end), tag);
 * ```
 */
export function readIob2(source: Source, options: Iob2Options = {}): Promise<Rows<TaggedText>> {
  requireKnownOptions('readIob2()', options, ['join', 'wordColumn', 'labelColumn', 'signal', 'progress']);
  for (const [name, value] of Object.entries({
    wordColumn: options.wordColumn,
    labelColumn: options.labelColumn,
  }))
    if (value !== undefined && !(Number.isInteger(value) && value >= 0))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The option '${name}' is ${value}, not the index of a column.`,
        remedy: 'Count columns from 0.',
      });
  return gatherTexts(source, sentences(source, options));
}

async function* sentences(
  source: Source,
  { join = ' ', wordColumn = 0, labelColumn, ...options }: Iob2Options,
) {
  const place = placeIn(source);
  for await (const lines of sentenceLines(source, options)) {
    const own = lines.filter(({ text }) => !text.startsWith('-DOCSTART-'));
    if (own.length === 0) continue;
    const words = own.map((line) => wordOf(line, wordColumn, labelColumn, place));
    yield {
      row: {
        text: words.map(({ word }) => word).join(join),
        words: words.map(({ word }) => word),
        spans: spansOf(words, join, place),
      },
      line: (own[0] as SentenceLine).line,
    };
  }
}

interface LabelledWord {
  readonly word: string;
  readonly label: string;
  readonly line: number;
}

function wordOf(
  { text, line }: SentenceLine,
  wordColumn: number,
  labelColumn: number | undefined,
  place: (line: number) => ErrorLocation,
): LabelledWord {
  const fields = text.trim().split(/[ \t]+/);
  const word = fields[wordColumn];
  const label = fields[labelColumn ?? fields.length - 1];
  if (word === undefined || label === undefined || (labelColumn === undefined && fields.length < 2))
    throw malformed(
      `A word and its label were expected, found '${text.slice(0, 60)}'.`,
      place(line),
      "Correct the line, or give 'wordColumn' and 'labelColumn'.",
    );
  return { word, label, line };
}

function spansOf(
  words: readonly LabelledWord[],
  join: string,
  place: (line: number) => ErrorLocation,
): TaggedSpan[] {
  const spans: { start: number; end: number; tag: string }[] = [];
  let at = 0;
  let open: { end: number; tag: string } | undefined;
  for (const { word, label, line } of words) {
    const end = at + word.length;
    const [, kind, tag] = /^(?:(B|I)-(.+)|O)$/.exec(label) ?? [];
    if (kind === undefined && label !== 'O')
      throw malformed(
        `The label '${label}' is none of IOB2: O, or B- and I- with a tag.`,
        place(line),
        "Correct it, or give the right 'labelColumn'.",
      );
    if (kind === 'I' && open?.tag !== tag)
      throw malformed(
        `The label '${label}' does not go on with a span of its tag.`,
        place(line),
        'Write B- where a span begins: the file is in IOB2.',
      );
    if (kind === undefined) open = undefined;
    else if (kind === 'I' && open !== undefined) open.end = end;
    else {
      const span = { start: at, end, tag: tag as string };
      spans.push(span);
      open = span;
    }
    at = end + join.length;
  }
  return spans;
}
