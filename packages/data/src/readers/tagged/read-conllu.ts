import { type ErrorLocation, type Rows, requireKnownOptions, type TaggedSpan } from '@tomoni/spec';
import { placeIn } from '../read-rows.js';
import type { Source, SourceOptions } from '../source.js';
import { type SentenceLine, sentenceLines } from './sentence-lines.js';
import { gatherTexts, malformed, type TaggedText } from './tagged-text.js';

/** Options of {@link readConllu}. */
export interface ConlluOptions extends SourceOptions {
  /** Which column the tags come from. Default `upos`. */
  readonly tags?: 'upos' | 'xpos';
}

/**
 * Reads a treebank in CoNLL-U: a row for each sentence, with a span for each word and its part of speech as its tag.
 *
 * The text is that of the comment `# text`, or else put together of the words. A token of several words that are not written
 * one after the other, such as the French `du`, is one span, tagged with the parts of speech of its words joined by `+`.
 * Words without a tag (`_`) have no span, and words that are not in the text (`8.1`) are left out.
 *
 * Source: universaldependencies.org/format.html.
 *
 * @throws TomoniError `malformed-file` with the line that cannot be read, `not-found` where there is no file, `aborted` on
 *   `signal`
 *
 * @example
 * ```ts
 * import { readConllu } from '@tomoni/data';
 *
 * const rows = await readConllu('en_ewt-ud-train.conllu', { tags: 'upos' });
 * const { text, spans } = rows.at(0);
 * for (const { start, end, tag } of spans) console.log(text.slice(start, end), tag);
 * ```
 */
export function readConllu(source: Source, given: ConlluOptions = {}): Promise<Rows<TaggedText>> {
  requireKnownOptions('readConllu()', given, ['tags', 'signal', 'progress']);
  const { tags = 'upos', ...options } = given;
  return gatherTexts(source, sentences(source, tags, options));
}

async function* sentences(source: Source, tags: 'upos' | 'xpos', options: SourceOptions) {
  const place = placeIn(source);
  for await (const lines of sentenceLines(source, options)) {
    const row = sentence(lines, tags === 'upos' ? 3 : 4, place);
    if (row !== undefined) yield { row, line: (lines[0] as SentenceLine).line };
  }
}

/** A token as it stands in the text. */
interface Token {
  readonly form: string;
  readonly tag: string;
  readonly spaceAfter: boolean;
  readonly line: number;
}

function sentence(
  lines: readonly SentenceLine[],
  tagColumn: number,
  place: (line: number) => ErrorLocation,
): TaggedText | undefined {
  const comment = lines.find(({ text }) => /^#\s*text\s*=/.test(text));
  const tokens = tokensOf(
    lines.filter(({ text }) => !text.startsWith('#')),
    tagColumn,
    place,
  );
  if (tokens.length === 0) return undefined;
  const text =
    comment?.text.replace(/^#\s*text\s*=\s?/, '') ??
    tokens
      .map(({ form, spaceAfter }) => (spaceAfter ? `${form} ` : form))
      .join('')
      .trimEnd();
  const spans: TaggedSpan[] = [];
  let at = 0;
  for (const { form, tag, line } of tokens) {
    const start = text.indexOf(form, at);
    if (start < 0 || text.slice(at, start).trim() !== '')
      throw malformed(
        `The word '${form}' is not what the text goes on with: '${text.slice(at, at + 30)}'.`,
        place(line),
        "Correct the word, or the comment '# text' of its sentence.",
      );
    at = start + form.length;
    if (tag !== '_') spans.push({ start, end: at, tag });
  }
  return { text, words: tokens.map(({ form }) => form), spans };
}

function tokensOf(
  lines: readonly SentenceLine[],
  tagColumn: number,
  place: (line: number) => ErrorLocation,
): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < lines.length; i++) {
    const { line } = lines[i] as SentenceLine;
    const fields = fieldsOf(lines[i] as SentenceLine, place);
    const [id = '', form = ''] = fields;
    if (id.includes('.')) continue;
    const spaceAfter = !(fields[9] ?? '').split('|').includes('SpaceAfter=No');
    const range = /^(\d+)-(\d+)$/.exec(id);
    if (range === null) {
      tokens.push({ form, tag: fields[tagColumn] as string, spaceAfter, line });
      continue;
    }
    const words: Token[] = [];
    const last = range[2] as string;
    for (i++; i < lines.length; i++) {
      const own = fieldsOf(lines[i] as SentenceLine, place);
      if (!(own[0] as string).includes('.'))
        words.push({
          form: own[1] as string,
          tag: own[tagColumn] as string,
          spaceAfter: false,
          line: (lines[i] as SentenceLine).line,
        });
      if (own[0] === last) break;
    }
    if (words.map((word) => word.form).join('') !== form)
      tokens.push({ form, tag: words.map(({ tag }) => tag).join('+'), spaceAfter, line });
    else tokens.push(...words.map((word, k) => (k === words.length - 1 ? { ...word, spaceAfter } : word)));
  }
  return tokens;
}

function fieldsOf({ text, line }: SentenceLine, place: (line: number) => ErrorLocation): string[] {
  const fields = text.split('\t');
  if (fields.length === 10 && /^\d+([-.]\d+)?$/.test(fields[0] as string) && fields[1] !== '') return fields;
  throw malformed(
    `A word of CoNLL-U has ten fields parted by tabs, the first a number; here are ${fields.length}: '${text.slice(0, 60)}'.`,
    place(line),
    'Correct the line, or read the file with readIob2 or readTsv.',
  );
}
