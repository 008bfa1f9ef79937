import { type ErrorLocation, type Rows, type TaggedSpan, TomoniError } from '@tomoni/spec';
import { tableOf } from '../../rows/rows-of.js';
import { placeIn } from '../read-rows.js';
import type { Source } from '../source.js';

/** A sentence with tagged spans: what a tagger learns from. */
export interface TaggedText {
  readonly text: string;
  /** The words as the file cuts them. */
  readonly words: readonly string[];
  /** In order, without overlap; UTF-16 code units of `text`. */
  readonly spans: readonly TaggedSpan[];
}

/** Gathers sentences into a table whose places are the lines they begin on. */
export async function gatherTexts(
  source: Source,
  sentences: AsyncIterable<{ readonly row: TaggedText; readonly line: number }>,
): Promise<Rows<TaggedText>> {
  const rows: TaggedText[] = [];
  const lines: number[] = [];
  for await (const { row, line } of sentences) {
    rows.push(row);
    lines.push(line);
  }
  const place = placeIn(source);
  return tableOf(rows, (index) => place(lines[index] as number), ['text', 'words', 'spans']);
}

/** The error for a line that cannot be read. */
export function malformed(what: string, where: ErrorLocation, remedy: string): TomoniError {
  return new TomoniError({ code: 'malformed-file', what, where, remedy });
}
