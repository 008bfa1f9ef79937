import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@tomoni/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fixture from '../../fixtures/japanese/bert-japanese.json' with { type: 'json' };
import { loadTokenizer } from '../files/load-tokenizer.js';
import { tokenizerFromFiles } from '../files/tokenizer-from-files.js';
import type { Analyzer } from '../morphology/analyzer.js';
import { mecab } from '../morphology/command-line/mecab.js';
import { kuromoji } from '../morphology/kuromoji/kuromoji.js';
import { lindera } from '../morphology/lindera.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
});
afterEach(() => rm(folder, { recursive: true }));

const standard = { tokenizer_class: 'BertJapaneseTokenizer', word_tokenizer_type: 'mecab' };
const tokens = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  '東京',
  '##都',
  '静か',
  '森',
  'な',
  '都',
  '。',
  '(',
  '株',
  ')',
];

async function write(configuration: JsonObject, vocabulary: readonly string[] = tokens): Promise<void> {
  await writeFile(join(folder, 'vocab.txt'), `${vocabulary.join('\n')}\n`);
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(configuration));
}

/** An analyser that finds the words it is told. */
function analyzerOf(
  dictionary: 'unidic-2.1' | 'unidic-3' | 'sudachi' | 'juman',
  ...words: string[]
): Analyzer {
  const find = (text: string) => {
    let at = 0;
    return words.map((word) => {
      const start = text.indexOf(word, at);
      at = start + word.length;
      return { start, end: at };
    });
  };
  return {
    ...kuromoji(),
    dictionary: async () => dictionary,
    segmenter: async () => find,
    toJSON: () => ({ kind: 'told' }),
  };
}

describe('BertJapaneseTokenizer as Python has it, with words of IPADIC', () => {
  const cases = Object.entries(fixture).filter(([name]) => name.startsWith('ipadic'));
  it.each(cases)('%s', async (_, { configuration, vocabulary, cases }) => {
    await write(configuration, vocabulary);
    const tokenizer = await loadTokenizer(folder);
    expect(tokenizer.maxLength).toBe(512);
    for (const { text, ids, tokens } of cases) {
      const encoding = tokenizer.encode(text);
      expect(encoding.tokens, text).toEqual(tokens);
      expect([...encoding.ids], text).toEqual(ids);
    }
  });
});

describe('BertJapaneseTokenizer', () => {
  it('has offsets in the text as it was given, and one word id for each word', async () => {
    await write(standard);
    const encoding = (await loadTokenizer(folder)).encode('😀 ㈱東京都。');
    expect(encoding.tokens).toEqual(['[CLS]', '[UNK]', '(', '株', ')', '東京', '都', '。', '[SEP]']);
    expect([...encoding.offsets]).toEqual([0, 0, 0, 2, 3, 4, 3, 4, 3, 4, 4, 6, 6, 7, 7, 8, 0, 0]);
    expect([...encoding.wordIds]).toEqual([-1, 0, 1, 2, 3, 4, 5, 6, -1]);
  });

  it('numbers words, not characters, where words are cut into characters', async () => {
    await write({ ...standard, subword_tokenizer_type: 'character' }, [...tokens, '東', '京']);
    const { tokens: found, wordIds } = (await loadTokenizer(folder)).encode('東京都');
    expect(found).toEqual(['[CLS]', '東', '京', '都', '[SEP]']);
    expect([...wordIds]).toEqual([-1, 0, 0, 1, -1]);
  });

  it('analyses each stretch between segments by itself', async () => {
    await write(standard);
    const tokenizer = await loadTokenizer(folder);
    expect(tokenizer.encode('静かな森', { segments: [{ start: 1, end: 2 }] }).tokens).toEqual([
      '[CLS]',
      '[UNK]',
      '[UNK]',
      'な',
      '森',
      '[SEP]',
    ]);
  });

  it('takes words that are given as they are', async () => {
    await write({ ...standard, mecab_kwargs: { mecab_dic: 'unidic_lite' } });
    const { tokens: found } = (await loadTokenizer(folder)).encode({ words: ['東京都', '森な'] });
    expect(found).toEqual(['[CLS]', '東京', '##都', '[UNK]', '[SEP]']);
  });

  it('knows the first models, whose configuration names neither class nor dictionary', async () => {
    await write({ do_lower_case: false, word_tokenizer_type: 'mecab', subword_tokenizer_type: 'wordpiece' });
    const tokenizer = await loadTokenizer(folder);
    expect(tokenizer.encode('静かな森').tokens).toEqual(['[CLS]', '静か', 'な', '森', '[SEP]']);
    await expect(loadTokenizer(folder, { analyzer: analyzerOf('unidic-2.1') })).rejects.toThrow(
      /dictionary ipadic, but the analyser kuromoji has unidic-2.1.*kuromoji\(\)/,
    );
  });

  it.each([
    ['unidic_lite', /unidic_lite, and no analyser.*unidic-lite.*mecab\(\{ dictionary/],
    ['unidic', /unidic, and no analyser/],
  ])('says with its first text that %s needs an analyser', async (name, message) => {
    await write({ ...standard, mecab_kwargs: { mecab_dic: name } });
    const tokenizer = await loadTokenizer(folder);
    expect(() => tokenizer.encode('静かな森')).toThrow(message);
  });

  it('refuses an analyser with another dictionary', async () => {
    await write({ ...standard, mecab_kwargs: { mecab_dic: 'unidic_lite' } });
    await expect(loadTokenizer(folder, { analyzer: kuromoji() })).rejects.toMatchObject({
      code: 'mismatch',
      what: 'This tokenizer reads words of the dictionary unidic_lite, but the analyser kuromoji has ipadic.',
      where: { file: folder },
    });
    const analyzer = analyzerOf('unidic-2.1', '静か', '森');
    expect((await loadTokenizer(folder, { analyzer })).encode('静かな森').tokens).toEqual([
      '[CLS]',
      '静か',
      '森',
      '[SEP]',
    ]);
    await expect(loadTokenizer(folder, { analyzer: analyzerOf('unidic-3') })).rejects.toThrow(/has unidic-3/);
  });

  it('refuses an analyser that does not start, where it was asked for', async () => {
    await write(standard);
    const analyzer = mecab({ command: 'no-such-mecab' });
    await expect(loadTokenizer(folder, { analyzer })).rejects.toThrow(/not installed.*apt-get install mecab/);
  });

  it.each([
    [{ subword_tokenizer_type: 'sentencepiece' }, /subword_tokenizer_type "sentencepiece"/],
    [{ word_tokenizer_type: 'kytea' }, /word_tokenizer_type "kytea"/],
    [{ mecab_kwargs: { mecab_dic: 'neologd' } }, /mecab_dic "neologd"/],
  ])('refuses %j', async (changes, message) => {
    await write({ ...standard, ...changes });
    await expect(loadTokenizer(folder)).rejects.toThrow(message);
  });

  it('is loaded again with its analyser', async () => {
    await write(standard);
    const tokenizer = await loadTokenizer(folder, { analyzer: lindera() });
    for (const [name, bytes] of tokenizer.files()) await writeFile(join(folder, name), bytes);
    expect([...tokenizer.files().keys()].sort()).toEqual([
      'analyzer.json',
      'special_tokens_map.json',
      'tokenizer_config.json',
      'vocab.txt',
    ]);
    const again = await loadTokenizer(folder);
    expect(again.files()).toEqual(tokenizer.files());
    expect(again.encode('静かな森')).toEqual(tokenizer.encode('静かな森'));
  });

  it('wants an analyser for plain texts where it is made in memory', async () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const files = new Map([
      ['vocab.txt', bytes(tokens.join('\n'))],
      ['tokenizer_config.json', bytes(JSON.stringify(standard))],
    ]);
    expect(() => tokenizerFromFiles(files).encode('森')).toThrow(/words of mecab, not plain texts/);
    const segmenter = await kuromoji().segmenter();
    expect(tokenizerFromFiles(files, { segmenter }).encode('静かな森').tokens).toContain('静か');
  });

  it('needs no analyser where words are found as BERT does', async () => {
    await write({ tokenizer_class: 'BertJapaneseTokenizer', subword_tokenizer_type: 'character' });
    const { tokens: found, wordIds } = (await loadTokenizer(folder)).encode('都森 ㈱。');
    expect(found).toEqual(['[CLS]', '都', '森', '(', '株', ')', '。', '[SEP]']);
    expect([...wordIds]).toEqual([-1, 0, 0, 1, 2, 3, 4, -1]);
  });

  it('cuts texts that are too long, and counts what it cuts', async () => {
    await write({ ...standard, model_max_length: 6 });
    const { tokens: found, truncated } = (await loadTokenizer(folder)).encode('静かな森。'.repeat(3));
    expect(found).toEqual(['[CLS]', '静か', 'な', '森', '。', '[SEP]']);
    expect(truncated).toBe(8);
  });
});
