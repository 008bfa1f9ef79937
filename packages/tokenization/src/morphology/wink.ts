import { createRequire } from 'node:module';
import { isBlank } from '../unicode/characters.js';
import type { Analyzer, Morpheme } from './analyzer.js';
import { inProcessAnalyzer } from './in-process-analyzer.js';
import { locate } from './locate.js';
import { once } from './once.js';
import { loadOptional } from './optional-package.js';
import { type UniversalTag, universalTags } from './universal-tag.js';

/** What is used of wink-nlp. */
interface Wink {
  readonly its: { readonly pos: Reading; readonly uniqueId: Reading };
  readDoc(text: string): { tokens(): { each(visit: (token: WinkToken) => void): void } };
}

type Reading = (...parts: never[]) => unknown;

interface WinkToken {
  out(): string;
  out(reading: Reading): unknown;
}

/** A word that is in no dictionary: the first that the model has to number itself. */
const unheardOf = 'zxqvjkwzqx';

/**
 * English words and parts of speech by wink-nlp and its model `wink-eng-lite-web-model`, in this process. Its tags are
 * those of Universal Dependencies.
 *
 * @throws TomoniError when it is first asked: `unavailable` where the packages are not installed
 *
 * @example
 * ```ts
 * import { wink } from '@tomoni/tokenization';
 *
 * const [words] = await wink().analyze(['Quiet woods.']);
 * console.log(words?.map(({ surface, tag }) => `${surface}/${tag}`).join(' '));
 * ```
 */
export function wink(): Analyzer {
  return inProcessAnalyzer({
    kind: 'wink',
    language: 'en',
    dictionary: 'wink',
    load: analysis,
  });
}

const analysis = once(() =>
  loadOptional('wink-nlp wink-eng-lite-web-model', async () => {
    const load = createRequire(import.meta.url);
    const model: Wink = load('wink-nlp')(load('wink-eng-lite-web-model'), ['pos']);
    const [unknown] = wordsOf(model, unheardOf);
    const vocabulary = unknown?.id ?? Number.POSITIVE_INFINITY;
    return (text: string) => morphemes(text, wordsOf(model, text), vocabulary);
  }),
);

interface WinkWord {
  readonly surface: string;
  readonly tag: string;
  /** Index of the word; those that the model does not have are numbered after those it has. */
  readonly id: number;
}

function wordsOf({ its, readDoc }: Wink, text: string): WinkWord[] {
  const words: WinkWord[] = [];
  readDoc(text)
    .tokens()
    .each((token) => {
      const [tag, id] = [String(token.out(its.pos)), Number(token.out(its.uniqueId))];
      words.push({ surface: token.out(), tag, id });
    });
  return words;
}

function morphemes(text: string, words: readonly WinkWord[], vocabulary: number): Morpheme[] {
  const find = locate(text, 'wink');
  // White space is left out here: of several line breaks, wink-nlp gives one.
  return words.flatMap(({ surface, tag, id }) => {
    if (isBlank(surface)) return [];
    const known = id < vocabulary || !/\p{L}/u.test(surface);
    return [{ ...find(surface), surface, tag: isTag(tag) ? tag : 'X', rawTag: tag, known }];
  });
}

function isTag(tag: string): tag is UniversalTag {
  return (universalTags as readonly string[]).includes(tag);
}
