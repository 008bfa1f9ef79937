import { createRequire } from 'node:module';
import { wellFormed } from '../unicode/characters.js';
import type { Analyzer, Morpheme } from './analyzer.js';
import { unitsOfBytes } from './byte-offsets.js';
import { inProcessAnalyzer } from './in-process-analyzer.js';
import { once } from './once.js';
import { loadOptional } from './optional-package.js';
import { factsOf } from './tag-sets/features.js';

/** A word as lindera gives it: fields of unknown ones are missing. */
interface LinderaToken {
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly partOfSpeech: string;
  readonly partOfSpeechSubcategory1?: string;
  readonly partOfSpeechSubcategory2?: string;
  readonly partOfSpeechSubcategory3?: string;
  readonly conjugationType?: string;
  readonly conjugationForm?: string;
  readonly baseForm?: string;
}

/** What is used of the package. */
interface Lindera {
  readonly TokenizerBuilder: new () => {
    setDictionary(uri: string): void;
    setMode(mode: string): void;
    build(): { tokenize(text: string): readonly LinderaToken[] };
  };
}

/**
 * Japanese words and parts of speech by IPADIC with lindera, compiled to WebAssembly, in this process.
 *
 * Unknown words, which lindera gives no part of speech, are nouns, as in MeCab: numbers where they have digits alone; symbols
 * where they have neither letter nor digit. Type and form of conjugation, which it swaps, are put right.
 *
 * @throws TomoniError when it is first asked: `unavailable` where the package `lindera-wasm-nodejs-ipadic` is not
 *   installed
 *
 * @example
 * ```ts
 * import { lindera } from '@tomoni/tokenization';
 *
 * const [words] = await lindera().analyze(['静かな森です。']);
 * console.log(words?.map(({ surface, rawTag }) => `${surface}/${rawTag}`));
 * ```
 */
export function lindera(): Analyzer {
  return inProcessAnalyzer({
    kind: 'lindera',
    language: 'ja',
    dictionary: 'ipadic',
    load: analysis,
  });
}

const analysis = once(() =>
  loadOptional('lindera-wasm-nodejs-ipadic', async () => {
    const { TokenizerBuilder }: Lindera = createRequire(import.meta.url)('lindera-wasm-nodejs-ipadic');
    const builder = new TokenizerBuilder();
    builder.setDictionary('embedded://ipadic');
    builder.setMode('normal');
    const tokenizer = builder.build();
    return (text: string) => morphemes(text, tokenizer.tokenize(wellFormed(text).replaceAll('\0', ' ')));
  }),
);

const facts = factsOf('ipadic');

function morphemes(text: string, tokens: readonly LinderaToken[]): Morpheme[] {
  const unitAt = unitsOfBytes(text);
  return tokens.map((token) => {
    const [start, end] = [unitAt(token.byteStart), unitAt(token.byteEnd)];
    const surface = text.slice(start, end);
    const known = token.partOfSpeech !== 'UNK';
    return { start, end, surface, known, ...facts(known ? features(token) : unknownFeatures(surface)) };
  });
}

function features(token: LinderaToken): string[] {
  return [
    token.partOfSpeech,
    token.partOfSpeechSubcategory1 ?? '*',
    token.partOfSpeechSubcategory2 ?? '*',
    token.partOfSpeechSubcategory3 ?? '*',
    // Version 2.0.0 has the form where the type belongs, and the type where the form belongs.
    token.conjugationForm ?? '*',
    token.conjugationType ?? '*',
    token.baseForm ?? '*',
  ];
}

function unknownFeatures(surface: string): string[] {
  if (/^\p{N}+$/u.test(surface)) return ['名詞', '数'];
  return /[\p{L}\p{N}]/u.test(surface) ? ['名詞', '一般'] : ['記号', '一般'];
}
