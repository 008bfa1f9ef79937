import { pathOf, readBytes, type Source, type SourceOptions } from '../source.js';
import { checkUtf8 } from '../utf8.js';

/** A line of a sentence, without its line break. */
export interface SentenceLine {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/** The sentences of a file in which they are parted by empty lines. */
export async function* sentenceLines(
  source: Source,
  options: SourceOptions,
): AsyncGenerator<readonly SentenceLine[]> {
  let sentence: SentenceLine[] = [];
  let line = 0;
  for await (const text of textLines(checkUtf8(readBytes(source, options), pathOf(source)))) {
    line++;
    if (text.trim() !== '') sentence.push({ text, line });
    else if (sentence.length > 0) {
      yield sentence;
      sentence = [];
    }
  }
  if (sentence.length > 0) yield sentence;
}

async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() as string;
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}
