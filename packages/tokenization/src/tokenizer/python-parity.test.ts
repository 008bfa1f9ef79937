import { readdirSync, readFileSync } from 'node:fs';
import type { Encoding, JsonObject } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { tokenizerFromJson } from '../files/tokenizer-from-json.js';

interface Case {
  readonly ids: number[];
  readonly types: number[];
  readonly offsets: number[];
  readonly words: number[];
  readonly special: number[];
}

interface Fixture {
  readonly tokenizer: JsonObject;
  readonly singles: (Case & { readonly text: string; readonly decoded: string })[];
  readonly pairs: (Case & { readonly pair: [string, string]; readonly limit: number | null })[];
  readonly words: (Case & { readonly words: number[] } & { readonly given: string[] })[];
}

const folder = new URL('../../fixtures/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -5));

const plain = ({ ids, typeIds, offsets, wordIds, special }: Encoding): Case => ({
  ids: [...ids],
  types: [...typeIds],
  offsets: [...offsets],
  words: [...wordIds],
  special: [...special],
});

const expected = ({ ids, types, offsets, words, special }: Case): Case => ({
  ids,
  types,
  offsets,
  words,
  special,
});

describe.each(names)('%s, as Python tokenizers has it', (name) => {
  const fixture = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Fixture;
  const tokenizer = tokenizerFromJson(fixture.tokenizer);

  it.each(fixture.singles)('$text', (single) => {
    const encoding = tokenizer.encode(single.text);
    expect(plain(encoding)).toEqual(expected(single));
    expect(tokenizer.decode(encoding.ids)).toBe(single.decoded);
  });

  it.each(fixture.pairs)('$pair cut to $limit', (pair) => {
    const options = pair.limit === null ? {} : { maxLength: pair.limit };
    expect(plain(tokenizer.encode(pair.pair, options))).toEqual(expected(pair));
  });

  it.each(fixture.words)('the words $given', (words) => {
    expect(plain(tokenizer.encode({ words: words.given }))).toEqual(expected(words));
  });
});
