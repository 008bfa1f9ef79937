import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tokenizer } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import mecabCases from '../../fixtures/japanese/mecab.json' with { type: 'json' };
import { loadTokenizer } from '../files/load-tokenizer.js';
import type { Analyzer, DictionaryName } from '../morphology/analyzer.js';
import { sudachi } from '../morphology/command-line/sudachi.js';
import { kuromoji } from '../morphology/kuromoji/kuromoji.js';
import { wink } from '../morphology/wink.js';
import { trainJapaneseWordPiece } from './train-japanese-word-piece.js';

const normalized = mecabCases.filter(({ text }) => text.normalize('NFKC') === text);
const texts = normalized.map(({ text }) => text);

const tokens = ({ vocabulary }: Tokenizer): string[] =>
  Array.from({ length: vocabulary.size }, (_, id) => vocabulary.tokenOf(id) ?? '');

const configurationOf = (tokenizer: Tokenizer) =>
  JSON.parse(new TextDecoder().decode(tokenizer.files().get('tokenizer_config.json')));

/** IPADIC's words, said to be another dictionary's. */
function saidToHave(dictionary: DictionaryName, told: Analyzer): Analyzer {
  return { ...kuromoji(), kind: told.kind, dictionary: async () => dictionary, toJSON: () => told.toJSON() };
}

describe('trainJapaneseWordPiece', () => {
  it('knows the words of MeCab in texts that it has learnt', async () => {
    const tokenizer = await trainJapaneseWordPiece(texts, { minFrequency: 1 });
    for (const { text, words } of normalized)
      expect(tokenizer.encode(text).tokens.slice(1, -1)).toEqual(
        words.map(([start, end]) => text.slice(Number(start), Number(end))),
      );
  });

  it('merges the most frequent pair first, of equals the older tokens', async () => {
    const tokenizer = await trainJapaneseWordPiece(['東京大学', '東京', '東京', '京都'], {
      vocabularySize: 15,
    });
    expect(tokens(tokenizer).slice(5)).toEqual([
      '京',
      '大',
      '学',
      '東',
      '都',
      '##京',
      '##大',
      '##学',
      '##都',
      '東京',
    ]);
  });

  it('learns from the very words that its tokenizer cuts', async () => {
    const text = 'ﾊﾟｿｺﾝとＣ＋＋で㈱の3.5％！';
    const tokenizer = await trainJapaneseWordPiece([text, text]);
    expect(tokenizer.encode(text).tokens.slice(1, -1)).toEqual([
      'パソコン',
      'と',
      'C',
      '++',
      'で',
      '(',
      '株',
      ')',
      'の',
      '3',
      '.',
      '5',
      '%!',
    ]);
  });

  it('gives what is read again with its analyser', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
    try {
      const tokenizer = await trainJapaneseWordPiece(texts, { maxLength: 7 });
      for (const [name, bytes] of tokenizer.files()) await writeFile(join(folder, name), bytes);
      const again = await loadTokenizer(folder);
      expect(again.maxLength).toBe(7);
      for (const text of texts) expect(again.encode(text)).toEqual(tokenizer.encode(text));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('writes in lower case where that is asked for', async () => {
    const tokenizer = await trainJapaneseWordPiece(['ＰＣとpc'], { lowercase: true });
    expect(tokenizer.encode('PCとPc').tokens).toEqual(['[CLS]', 'pc', 'と', 'pc', '[SEP]']);
  });

  const finders: [DictionaryName, Analyzer, object][] = [
    ['ipadic', kuromoji(), { word_tokenizer_type: 'mecab', mecab_kwargs: { mecab_dic: 'ipadic' } }],
    ['unidic-2.1', kuromoji(), { word_tokenizer_type: 'mecab', mecab_kwargs: { mecab_dic: 'unidic_lite' } }],
    ['unidic-3', kuromoji(), { word_tokenizer_type: 'mecab', mecab_kwargs: { mecab_dic: 'unidic' } }],
    ['juman', kuromoji(), { word_tokenizer_type: 'jumanpp' }],
    [
      'sudachi',
      sudachi({ mode: 'C' }),
      {
        word_tokenizer_type: 'sudachi',
        sudachi_kwargs: { sudachi_split_mode: 'C', sudachi_dict_type: 'core' },
      },
    ],
  ];
  it.each(finders)('says that its words are of the dictionary %s', async (dictionary, told, said) => {
    const analyzer = saidToHave(dictionary, told);
    const tokenizer = await trainJapaneseWordPiece(['静かな森'], { analyzer });
    expect(configurationOf(tokenizer)).toMatchObject({ tokenizer_class: 'BertJapaneseTokenizer', ...said });
  });

  it('refuses an analyser for English, texts without words, and stops at its signal', async () => {
    await expect(trainJapaneseWordPiece(['森'], { analyzer: wink() })).rejects.toMatchObject({
      code: 'mismatch',
      what: 'The analyser wink finds English words, not Japanese ones.',
    });
    await expect(trainJapaneseWordPiece(['', ' '])).rejects.toThrow(/no word/);
    await expect(trainJapaneseWordPiece(['森'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});
