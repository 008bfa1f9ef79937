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
  readonly words: (Case & { readonly given: string[] })[];
}

const folder = new URL('../../fixtures/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -5));

const ours = ({ ids, typeIds, offsets, wordIds, special }: Encoding): Case => ({
  ids: [...ids],
  types: [...typeIds],
  offsets: [...offsets],
  words: [...wordIds],
  special: [...special],
});

const python = ({ ids, types, offsets, words, special }: Case): Case => ({
  ids,
  types,
  offsets,
  words,
  special,
});

/** Where the library's decoders are known to differ from Python's. */
function decodesAlike(name: string, text: string): boolean {
  return (
    name !== 'clip' && // it writes a space for the end-of-word suffix, Python the suffix
    !text.includes('NORMALIZED') && // Python writes added tokens as they are normalised
    !(name === 'byte-fallback' && text.includes('\ufeff')) // it drops a byte-order mark
  );
}

describe.each(names)('%s, as Python tokenizers has it', (name) => {
  const fixture = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Fixture;
  const tokenizer = tokenizerFromJson(fixture.tokenizer);

  it.each(fixture.singles)('encodes $text', (single) => {
    expect(ours(tokenizer.encode(single.text))).toEqual(python(single));
  });

  it.each(fixture.singles.filter(({ text }) => decodesAlike(name, text)))('decodes $text', (single) => {
    expect(tokenizer.decode(single.ids)).toBe(single.decoded);
  });

  it.each(fixture.pairs)('encodes the pair $pair, cut to $limit', (pair) => {
    const options = pair.limit === null ? {} : { maxLength: pair.limit };
    expect(ours(tokenizer.encode(pair.pair, options))).toEqual(python(pair));
  });

  it.each(fixture.words)('encodes the words $given', (words) => {
    expect(ours(tokenizer.encode({ words: words.given }))).toEqual(python(words));
  });
});
