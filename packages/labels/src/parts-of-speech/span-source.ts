import type { TaggedSpan } from '@tomoni/spec';
import type { Analyzer, Morpheme } from '@tomoni/tokenization';
import { SpanMemory } from './span-memory.js';

/** How spans are asked for. */
export interface SpanRequest {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((done: number, total: number) => void) | undefined;
  /** Is shown the words of each text; all texts are analysed then, also those that are remembered. */
  readonly visit?: (words: readonly Morpheme[]) => void;
}

/** Gives the tagged words of texts. */
export type SpanSource<Tag extends string> = (
  texts: readonly string[],
  request?: SpanRequest,
) => Promise<TaggedSpan<Tag>[][]>;

/** Texts that are analysed at a time: their words take memory. */
const chunk = 256;

/** Tags the words of an analyser, and remembers them. */
export function spanSource<Tag extends string>(
  analyzer: Analyzer,
  tags: readonly Tag[],
  tagOf: (word: Morpheme) => Tag | undefined,
): SpanSource<Tag> {
  const memory = new SpanMemory(tags);
  const tagged = (words: readonly Morpheme[]) =>
    words.flatMap((word) => {
      const tag = tagOf(word);
      return tag === undefined ? [] : [{ start: word.start, end: word.end, tag }];
    });
  return async (texts, { signal, progress, visit } = {}) => {
    const spans: TaggedSpan<Tag>[][] = [];
    for (let start = 0; start < texts.length; start += chunk) {
      const part = texts.slice(start, start + chunk);
      const wanted = visit === undefined ? [...new Set(part.filter((text) => !memory.has(text)))] : part;
      const fresh = new Map<string, TaggedSpan<Tag>[]>();
      const analysed = await analyzer.analyze(wanted, signal === undefined ? {} : { signal });
      analysed.forEach((words, i) => {
        visit?.(words);
        fresh.set(wanted[i] as string, tagged(words));
      });
      for (const text of part) spans.push(fresh.get(text) ?? memory.get(text) ?? []);
      for (const [text, own] of fresh) memory.set(text, own);
      progress?.(Math.min(start + chunk, texts.length), texts.length);
    }
    return spans;
  };
}
