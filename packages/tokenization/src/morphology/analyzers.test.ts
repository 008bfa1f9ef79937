import type { Json } from '@tomoni/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import mecabCases from '../../fixtures/japanese/mecab.json' with { type: 'json' };
import type { Analyzer } from './analyzer.js';
import { mecab } from './command-line/mecab.js';
import { kuromoji } from './kuromoji/kuromoji.js';
import { lindera } from './lindera.js';
import { restoreAnalyzer } from './restore-analyzer.js';
import { wink } from './wink.js';

const analyzers: readonly Analyzer[] = [kuromoji(), lindera(), wink()];
const tagged = async (analyzer: Analyzer, text: string) =>
  (await analyzer.analyze([text]))[0]?.map(({ surface, tag }) => `${surface}/${tag}`).join(' ');

describe.each(analyzers.map((analyzer) => [analyzer.kind, analyzer] as const))('%s', (_, analyzer) => {
  it('has its words in the text as it was given, in order, without white space', async () => {
    const character = fc.constantFrom(
      ...'あいアイ亜一二森林aB1. 、。\n\t\0\r　😀👩‍👩‍👧\ud83dé゛ｶﾞ㈱EOS#@"\'—\u0085\ufeff',
    );
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: character, maxLength: 60 }), async (text) => {
        const [words = []] = await analyzer.analyze([text]);
        let end = 0;
        for (const word of words) {
          expect(word.start).toBeGreaterThanOrEqual(end);
          expect(word.surface).toBe(text.slice(word.start, word.end));
          expect(word.surface).toMatch(/\P{White_Space}/u);
          end = word.end;
        }
        const covered = words.map(({ surface }) => surface).join('');
        const strip = (all: string) => all.replace(/[\p{White_Space}\0]/gu, '');
        if (analyzer.language === 'ja') expect(strip(covered)).toBe(strip(text));
      }),
      { numRuns: 60 },
    );
  });

  it('answers empty texts, and many at a time', async () => {
    expect(await analyzer.analyze(['', ' \n'])).toEqual([[], []]);
    expect(await analyzer.analyze([])).toEqual([]);
  });

  it('is made again of what it says of itself', async () => {
    const again = restoreAnalyzer(JSON.parse(JSON.stringify(analyzer.toJSON())));
    expect(again.kind).toBe(analyzer.kind);
    expect(await again.dictionary()).toBe(await analyzer.dictionary());
  });

  it('stops at its signal', async () => {
    await expect(analyzer.analyze(['a'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('finds the same words at once', async () => {
    const text = '静かな森 quiet woods';
    const [words] = await analyzer.analyze([text]);
    const segment = await analyzer.segmenter();
    expect(segment(text).map(({ start, end }) => [start, end])).toEqual(
      words?.map(({ start, end }) => [start, end]),
    );
  });
});

describe('kuromoji', () => {
  it('tags in IPADIC’s terms and in universal ones', async () => {
    const [words] = await kuromoji().analyze(['静かな東京で走った。']);
    expect(words).toEqual([
      {
        start: 0,
        end: 2,
        surface: '静か',
        tag: 'ADJ',
        rawTag: '名詞,形容動詞語幹',
        known: true,
        lemma: '静か',
      },
      {
        start: 2,
        end: 3,
        surface: 'な',
        tag: 'AUX',
        rawTag: '助動詞',
        known: true,
        lemma: 'だ',
        conjugation: { type: '特殊・ダ', form: '体言接続' },
      },
      {
        start: 3,
        end: 5,
        surface: '東京',
        tag: 'PROPN',
        rawTag: '名詞,固有名詞,地域,一般',
        known: true,
        lemma: '東京',
      },
      { start: 5, end: 6, surface: 'で', tag: 'ADP', rawTag: '助詞,格助詞,一般', known: true, lemma: 'で' },
      {
        start: 6,
        end: 8,
        surface: '走っ',
        tag: 'VERB',
        rawTag: '動詞,自立',
        known: true,
        lemma: '走る',
        conjugation: { type: '五段・ラ行', form: '連用タ接続' },
      },
      {
        start: 8,
        end: 9,
        surface: 'た',
        tag: 'AUX',
        rawTag: '助動詞',
        known: true,
        lemma: 'た',
        conjugation: { type: '特殊・タ', form: '基本形' },
      },
      { start: 9, end: 10, surface: '。', tag: 'PUNCT', rawTag: '記号,句点', known: true, lemma: '。' },
    ]);
  });

  it.each(mecabCases)('cuts and tags as MeCab does: $text', async ({ text, words }) => {
    const [found] = await kuromoji().analyze([text]);
    const visible = words.filter(([start, end]) => text.slice(start as number, end as number).trim() !== '');
    expect(found?.map(({ start, end, rawTag }) => [start, end, rawTag])).toEqual(visible);
  });

  it('takes what it does not know for a noun where it has a letter, else for a symbol', async () => {
    const [words] = await kuromoji().analyze(['ゴギャー $$ 森']);
    expect(words?.map(({ tag, rawTag, known }) => [tag, rawTag, known])).toEqual([
      ['NOUN', '名詞,一般', false],
      ['SYM', '名詞,サ変接続', false],
      ['NOUN', '名詞,一般', true],
    ]);
  });

  it('reads long texts in time that grows with their length', async () => {
    const text = 'すもももももももものうち。'.repeat(4000);
    const [words] = await kuromoji().analyze([text]);
    expect(words?.at(-1)?.end).toBe(text.length);
  });
});

describe('lindera', () => {
  it('gives unknown words a part of speech, and puts conjugation right', async () => {
    const [words] = await lindera().analyze(['ゴギャー１２が😀走っ']);
    expect(words?.map(({ surface, rawTag, known }) => [surface, rawTag, known])).toEqual([
      ['ゴギャー', '名詞,一般', false],
      ['１', '名詞,数', true],
      ['２', '名詞,数', true],
      ['が', '助詞,格助詞,一般', true],
      ['😀', '記号,一般', false],
      ['走っ', '動詞,自立', true],
    ]);
    expect(words?.at(-1)).toMatchObject({ conjugation: { type: '五段・ラ行', form: '連用タ接続' } });
  });
});

describe('wink', () => {
  it('tags English', async () => {
    expect(await tagged(wink(), 'She quietly read an old book.\n\n\nIt isn’t long \u0085 enough.')).toBe(
      'She/PRON quietly/ADV read/VERB an/DET old/ADJ book/NOUN ./PUNCT It/PRON is/AUX n’t/PART long/ADJ enough/ADV ./PUNCT',
    );
  });

  it('knows which words its model has', async () => {
    const [words] = await wink().analyze(['The zorplquat house']);
    expect(words?.map(({ known }) => known)).toEqual([true, false, true]);
  });
});

describe('restoreAnalyzer', () => {
  it('keeps options', () => {
    const analyzer = mecab({ dictionary: '/dic', userDictionary: '/user.dic' });
    expect(restoreAnalyzer(analyzer.toJSON()).toJSON()).toEqual(analyzer.toJSON());
  });

  it.each<Json>([null, {}, { kind: 'mine' }, { kind: 'toString' }])('refuses %j', (saved) => {
    expect(() => restoreAnalyzer(saved)).toThrow(/is none of kuromoji, lindera/);
  });
});
