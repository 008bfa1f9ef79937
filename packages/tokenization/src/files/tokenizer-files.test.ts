import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, JsonObject } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { wordPieceTokenizer } from '../word-piece/word-piece-tokenizer.js';
import { loadTokenizer } from './load-tokenizer.js';
import { tokenizerFromFiles } from './tokenizer-from-files.js';
import { tokenizerFromJson } from './tokenizer-from-json.js';

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const bytes = (text: string) => new TextEncoder().encode(text);
const files = (contents: Record<string, string | Json>) =>
  new Map(
    Object.entries(contents).map(([name, content]) => [
      name,
      bytes(typeof content === 'string' ? content : JSON.stringify(content)),
    ]),
  );
const vocabulary = (...tokens: string[]) => [...special, ...tokens].join('\n');
const template = wordPieceTokenizer({ vocabulary: [...special, 'a', 'é', 'e', '本'] });
const parsed = (name: string, of = template) =>
  JSON.parse(new TextDecoder().decode(of.files().get(name))) as JsonObject;

describe('tokenizerFromFiles', () => {
  it('reads a vocab.txt as BERT does', () => {
    const tokenizer = tokenizerFromFiles(files({ 'vocab.txt': `${vocabulary('a', 'e', '本')}\n` }));
    expect(tokenizer.encode('A É本').tokens).toEqual(['[CLS]', 'a', 'e', '本', '[SEP]']);
    expect(tokenizer.maxLength).toBe(Infinity);
  });

  it('follows tokenizer_config.json', () => {
    const configuration = { do_lower_case: false, tokenize_chinese_chars: false, model_max_length: 64 };
    const tokenizer = tokenizerFromFiles(
      files({ 'vocab.txt': vocabulary('a', 'é', '本', 'A'), 'tokenizer_config.json': configuration }),
    );
    expect(tokenizer.encode('A é a本').tokens).toEqual(['[CLS]', 'A', 'é', '[UNK]', '[SEP]']);
    expect(tokenizer.maxLength).toBe(64);
  });

  it('follows tokenizer_config.json where tokenizer.json says otherwise', () => {
    const tokenizer = tokenizerFromFiles(
      files({
        'tokenizer.json': parsed('tokenizer.json'),
        'tokenizer_config.json': { do_lower_case: false },
      }),
    );
    expect(tokenizer.encode('A').tokens).toEqual(['[CLS]', '[UNK]', '[SEP]']);
    expect(parsed('tokenizer.json', tokenizer).normalizer).toMatchObject({ lowercase: false });
  });

  it('takes the names of special tokens from special_tokens_map.json', () => {
    const tokenizer = tokenizerFromFiles(
      files({
        'vocab.txt': ['<p>', '<u>', '<c>', '<s>', 'a'].join('\n'),
        'special_tokens_map.json': {
          pad_token: '<p>',
          unk_token: { content: '<u>', lstrip: false },
          cls_token: '<c>',
          sep_token: '<s>',
        },
      }),
    );
    expect(tokenizer.encode('a z').tokens).toEqual(['<c>', 'a', '<u>', '<s>']);
    expect(tokenizer.vocabulary.special.mask).toBeUndefined();
  });

  it('adds the tokens of added_tokens.json', () => {
    const tokenizer = tokenizerFromFiles(
      files({ 'vocab.txt': vocabulary('a'), 'added_tokens.json': { b: 6 } }),
    );
    expect(tokenizer.vocabulary.size).toBe(7);
    expect(tokenizer.encode('b').tokens).toEqual(['[CLS]', 'b', '[SEP]']);
  });

  it('needs the words of a Japanese analyser where the tokenizer was made for one', () => {
    const japanese = files({
      'vocab.txt': vocabulary('東京', '##都', 'a'),
      'tokenizer_config.json': {
        tokenizer_class: 'BertJapaneseTokenizer',
        word_tokenizer_type: 'mecab',
        do_lower_case: false,
      },
    });
    const tokenizer = tokenizerFromFiles(japanese);
    expect(() => tokenizer.encode('東京都')).toThrow(/reads the words of mecab/);
    expect(tokenizer.encode({ words: ['東京都', 'ａ'] }).tokens).toEqual([
      '[CLS]',
      '東京',
      '##都',
      'a',
      '[SEP]',
    ]);
    const segmented = tokenizerFromFiles(japanese, {
      segmenter: (text) => [
        { start: 0, end: 2 },
        { start: 2, end: text.length },
      ],
    });
    expect(segmented.encode('東京a').tokens).toEqual(['[CLS]', '東京', 'a', '[SEP]']);
    expect([...segmented.files().keys()].sort()).toEqual([
      'special_tokens_map.json',
      'tokenizer_config.json',
      'vocab.txt',
    ]);
  });

  it('cuts words into characters where the tokenizer does', () => {
    const tokenizer = tokenizerFromFiles(
      files({
        'vocab.txt': vocabulary('東', '京', 'a'),
        'tokenizer_config.json': {
          tokenizer_class: 'BertJapaneseTokenizer',
          word_tokenizer_type: 'mecab',
          subword_tokenizer_type: 'character',
          do_lower_case: true,
        },
      }),
    );
    expect(tokenizer.encode({ words: ['東京Ａ'] }).tokens).toEqual(['[CLS]', '東', '京', 'a', '[SEP]']);
  });

  it('reads again what it wrote', () => {
    const tokenizer = tokenizerFromFiles(template.files(), { maxLength: 32 });
    expect(tokenizer.encode('A é x')).toEqual(template.encode('A é x'));
    const again = tokenizerFromFiles(tokenizer.files());
    expect(again.maxLength).toBe(32);
    expect(again.files()).toEqual(tokenizer.files());
    const withoutJson = new Map(tokenizer.files());
    withoutJson.delete('tokenizer.json');
    expect(tokenizerFromFiles(withoutJson).encode('A é x')).toEqual(template.encode('A é x'));
  });

  it.each([
    ['no vocabulary', { 'config.json': {} }, /neither a tokenizer.json nor a vocab.txt/],
    [
      'a token twice',
      { 'vocab.txt': vocabulary('a', 'b', 'a') },
      /'a' stands in the vocabulary twice: first in line 6. \(vocab.txt:8\)/,
    ],
    ['an empty line', { 'vocab.txt': vocabulary('a', '', 'b') }, /empty. \(vocab.txt:7\)/],
    [
      'no unknown token',
      { 'vocab.txt': '[PAD]\n[CLS]\n[SEP]\na' },
      /unknown token '\[UNK\]' is not in the vocabulary/,
    ],
    ['no padding token', { 'vocab.txt': '[UNK]\n[CLS]\n[SEP]\na' }, /has no padding token/],
    ['no JSON', { 'tokenizer.json': '{"model":' }, /not JSON.*\(tokenizer.json\)/],
    ['no object', { 'tokenizer.json': '[]' }, /no JSON object/],
    ['no model', { 'tokenizer.json': {} }, /The model of tokenizer.json is not an object/],
    [
      'a bad length',
      { 'vocab.txt': vocabulary('a'), 'tokenizer_config.json': { model_max_length: -1 } },
      /longest encoding -1/,
    ],
  ] satisfies [string, Record<string, string | Json>, RegExp][])('refuses %s', (_, contents, message) => {
    expect(() => tokenizerFromFiles(files(contents))).toThrow(message);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => tokenizerFromFiles(new Map([['vocab.txt', Uint8Array.of(0xff)]]))).toThrow(/not UTF-8/);
  });
});

describe('tokenizerFromJson', () => {
  const json = parsed('tokenizer.json');
  const withModel = (changes: Record<string, Json>) => ({
    ...json,
    model: { ...(json.model as JsonObject), ...changes },
  });
  const ids = (json.model as JsonObject).vocab as JsonObject;

  it.each([
    ['a hole', withModel({ vocab: { ...ids, z: 20 } }), /'z' has the index 20, but 10 tokens/],
    ['an index used twice', withModel({ vocab: { ...ids, z: 5 } }), /the same index 5|has the index/],
    ['a missing unknown token', withModel({ unk_token: '<unk>' }), /unknown token '<unk>'/],
    [
      'an unknown normaliser',
      { ...json, normalizer: { type: 'Magic' } },
      /normalizer 'Magic' of tokenizer.json is not supported/,
    ],
    ['an unknown pre-tokeniser', { ...json, pre_tokenizer: { type: 'UnicodeScripts' } }, /'UnicodeScripts'/],
    ['an unknown post-processor', { ...json, post_processor: { type: 'Magic' } }, /'Magic'/],
    ['an unknown model', withModel({ type: 'Magic' }), /model 'Magic'/],
    [
      'a missing setting',
      { ...json, normalizer: { type: 'Replace', pattern: { String: 'a' } } },
      /setting 'content' of the normalizer 'Replace'/,
    ],
    [
      'a pattern that is none',
      { ...json, pre_tokenizer: { type: 'Split', pattern: { Regex: '(' }, behavior: 'Removed' } },
      /cannot be used/,
    ],
    [
      'a broken table of sentencepiece',
      { ...json, normalizer: { type: 'Precompiled', precompiled_charsmap: 'AAAA' } },
      /not a table of sentencepiece/,
    ],
    [
      'an added token at another index',
      { ...json, added_tokens: [{ id: 3, content: '[PAD]' }] },
      /index 3, but the model gives it 0/,
    ],
  ] satisfies [string, JsonObject, RegExp][])('refuses %s', (_, changed, message) => {
    expect(() => tokenizerFromJson(changed)).toThrow(message);
  });

  it('refuses a unigram vocabulary with a token twice', () => {
    const model = {
      type: 'Unigram',
      unk_id: 0,
      vocab: [
        ['<unk>', 0],
        ['a', -1],
        ['a', -2],
      ],
    };
    expect(() => tokenizerFromJson({ ...json, added_tokens: [], post_processor: null, model })).toThrow(
      /twice/,
    );
  });
});

describe('loadTokenizer', () => {
  it('reads a folder and names it in its errors', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
    try {
      await expect(loadTokenizer(folder)).rejects.toMatchObject({
        code: 'not-found',
        where: { file: folder },
      });
      await writeFile(join(folder, 'vocab.txt'), vocabulary('a', 'a'));
      await expect(loadTokenizer(folder)).rejects.toMatchObject({
        code: 'malformed-file',
        where: { file: join(folder, 'vocab.txt'), line: 7 },
      });
      await writeFile(join(folder, 'vocab.txt'), vocabulary('a'));
      expect((await loadTokenizer(folder, { maxLength: 8 })).maxLength).toBe(8);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
