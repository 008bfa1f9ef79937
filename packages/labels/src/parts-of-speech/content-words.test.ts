import { createRng, type Encoding, type GeneratorContext } from '@tomoni/spec';
import { generatorConformance, sampleEncodings } from '@tomoni/testing';
import { type Analyzer, kuromoji, lindera, mecab, wink, wordPieceTokenizer } from '@tomoni/tokenization';
import { describe, expect, it } from 'vitest';
import { contentWords } from './content-words.js';
import { partsOfSpeech } from './parts-of-speech.js';

const japanese = [
  '静かな森をゆっくり歩く。',
  '美しい花が　咲いた。😀',
  '東京で新しいカメラを買う',
  '𠮷野家でとても小さい犬を見た。',
  'EOS\nと書く。',
  '、。',
];
/** Every character a token of its own, so that nothing is crossed; `longest` cuts the text. */
const characters = [...new Set(japanese.join(''))].filter((character) => character.trim() !== '');
const tokenizer = wordPieceTokenizer({
  vocabulary: [
    '[PAD]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    '[MASK]',
    '静かな森',
    ...characters,
    ...characters.map((character) => `##${character}`),
  ],
  spaceChinese: false,
  lowercase: false,
});
const encode = (text: string, maxLength = 128) => tokenizer.encode(text, { maxLength });
const context = (texts: readonly string[], more: Partial<GeneratorContext> = {}): GeneratorContext => ({
  texts,
  encodings: texts.map((text) => encode(text)),
  labels: texts.map(() => undefined),
  rng: createRng(1),
  ...more,
});
const rng = createRng(2);
const inWords = (text: string, spans: readonly { start: number; end: number; tag: string }[]) =>
  spans.map(({ start, end, tag }) => `${text.slice(start, end)}/${tag}`).join(' ');

describe.each([
  ['content words, Japanese', contentWords({ language: 'ja' }), japanese],
  [
    'content words without segments',
    contentWords({ language: 'ja', segment: false, labelOn: 'first' }),
    japanese,
  ],
  ['content words of lindera', contentWords({ language: 'ja', analyzer: lindera() }), japanese],
  ['content words, English', contentWords({ language: 'en' }), undefined],
  ['parts of speech, Japanese', partsOfSpeech({ language: 'ja' }), japanese],
  ['parts of speech, English', partsOfSpeech({ language: 'en', segment: false }), undefined],
] as const)('%s', (_, generator, texts) => {
  for (const { name, run } of generatorConformance({
    generator: generator as ReturnType<typeof partsOfSpeech>,
    ...(texts === undefined ? {} : { texts }),
  }))
    it(name, run);
});

describe('contentWords', () => {
  it('tags nouns, adverbs and adjectives, and splits texts at them', async () => {
    const fitted = await contentWords({ language: 'ja' }).fit(context(japanese));
    const spans = (await fitted.segments?.(japanese)) ?? [];
    const split = japanese.map((text, i) => tokenizer.encode(text, { segments: spans[i] ?? [] }));
    const annotations = await fitted.annotate(split, rng);
    expect(annotations.map(({ label }, i) => inWords(japanese[i] as string, label))).toEqual([
      '静か/adjective 森/noun ゆっくり/adverb',
      '美しい/adjective 花/noun',
      '東京/noun 新しい/adjective カメラ/noun',
      '野家/noun とても/adverb 小さい/adjective 犬/noun',
      'EOS/noun',
      '',
    ]);
    expect(spans[0]).toEqual([
      { start: 0, end: 2 },
      { start: 3, end: 4 },
      { start: 5, end: 9 },
    ]);
    expect(split[0]?.tokens.slice(1, 5)).toEqual(['静', '##か', 'な', '森']);
  });

  it('describes inventory, counts and coverage, and the tokens that cross words without segments', async () => {
    const fitted = await contentWords({ language: 'ja' }).fit(context(japanese));
    expect(fitted.describe()).toEqual({
      kind: 'content-words',
      language: 'ja',
      segment: true,
      labelOn: 'all',
      tags: { noun: ['NOUN', 'PROPN'], adverb: ['ADV'], adjective: ['ADJ'] },
      analyzer: { kind: 'kuromoji' },
      labels: 13,
      labelsByTag: { noun: 7, adverb: 2, adjective: 4 },
      words: 36,
      coverage: 13 / 36,
      texts: 6,
      without: 1,
      unknown: 2 / 29,
      misalignedWithoutSegments: {
        count: 2,
        share: 2 / 13,
        first: { text: '静かな森をゆっくり歩く。', span: '静か', tag: 'adjective', tokens: ['静かな森'] },
      },
    });
  });

  it('takes words by the analyser’s own parts of speech too, the particular before the general', async () => {
    const tags = { noun: ['名詞'], adjectival: ['名詞,形容動詞語幹'], adjective: ['ADJ'] };
    const fitted = await contentWords({ language: 'ja', tags }).fit(context(japanese));
    const segments = (await fitted.segments?.(japanese)) ?? [];
    const split = japanese.map((text, i) => tokenizer.encode(text, { segments: segments[i] ?? [] }));
    const [first, second] = await fitted.annotate(split, rng);
    expect(inWords(japanese[0] as string, first?.label ?? [])).toBe('静か/adjectival 森/noun');
    expect(inWords(japanese[1] as string, second?.label ?? [])).toBe('美しい/adjective 花/noun');
    const verbs = await contentWords({ language: 'ja', tags: ['verb'] }).fit(context(japanese));
    expect(verbs.describe()).toMatchObject({ labelsByTag: { verb: 5 } });
  });

  it('gives a token to the word it begins in where texts are not split', async () => {
    const text = '静かな森をゆっくり歩く。';
    const fitted = await contentWords({ language: 'ja', segment: false }).fit(context([text]));
    expect(fitted.segments).toBeUndefined();
    const [annotation] = await fitted.annotate([encode(text)], rng);
    expect(inWords(text, annotation?.label ?? [])).toBe('静かな森/adjective ゆっくり/adverb');
  });

  it('leaves spans alone that are cut away with the end of a text', async () => {
    const text = japanese[0] as string;
    const fitted = await contentWords({ language: 'ja' }).fit(context([text]));
    const short = tokenizer.encode(text, { maxLength: 5, segments: [{ start: 0, end: 2 }] });
    const [annotation] = await fitted.annotate([short], rng);
    expect(short.truncated).toBeGreaterThan(0);
    expect(inWords(text, annotation?.label ?? [])).toBe('静か/adjective 森/noun ゆっくり/adverb');
  });

  it('labels texts longer than the model in each of their windows', async () => {
    const text = '静かな森。'.repeat(20);
    const fitted = await contentWords({ language: 'ja', tags: ['noun'] }).fit(context([text]));
    const segments = (await fitted.segments?.([text]))?.[0] ?? [];
    const windows = tokenizer.windows(text, { maxLength: 24, segments });
    expect(windows.length).toBeGreaterThan(3);
    for (const { label } of await fitted.annotate(windows, rng)) expect(label).toHaveLength(20);
  });

  it('gives notice of a corpus without any content word', async () => {
    const notices: string[] = [];
    const texts = ['、。', 'が、を。', ''];
    const fitted = await contentWords({ language: 'ja' }).fit(
      context(texts, { notice: (message) => notices.push(message) }),
    );
    expect(notices).toEqual(['no word of the training texts has one of the tags.']);
    expect(fitted.describe()).toMatchObject({ labels: 0, coverage: 0, without: 3 });
  });

  it('refuses texts in another language, and gives notice of doubtful ones', async () => {
    const english = 'A grey heron stood motionless beside the overgrown canal and watched the water. '.repeat(
      3,
    );
    await expect(contentWords({ language: 'ja' }).fit(context([english]))).rejects.toMatchObject({
      code: 'invalid-data',
      what: '100.0 % of the 39 words of the training texts are not in the dictionary of kuromoji: they do not seem to be Japanese.',
    });
    await expect(
      contentWords({ language: 'en' }).fit(context([japanese.join(' ').repeat(9)])),
    ).rejects.toThrow(/do not seem to be English/);
    const notices: string[] = [];
    const mixed = `${english} ${'静かな森をゆっくり歩く。'.repeat(12)}`;
    await contentWords({ language: 'ja' }).fit(
      context([mixed], { notice: (message) => notices.push(message) }),
    );
    expect(notices).toEqual([
      expect.stringMatching(/^3\d\.\d % of the \d+ words .*: are the texts Japanese\?$/),
    ]);
  });

  it('analyses a text once, however often it is asked for', async () => {
    let analysed = 0;
    const own: Analyzer = {
      ...kuromoji(),
      analyze: (texts, options) => {
        analysed += texts.length;
        return kuromoji().analyze(texts, options);
      },
    };
    const fitted = await contentWords({ language: 'ja', analyzer: own }).fit(context(japanese));
    await fitted.segments?.(japanese);
    await fitted.annotate(
      japanese.map((text) => encode(text)),
      rng,
    );
    expect(analysed).toBe(japanese.length);
    await fitted.segments?.(['新しい文', '新しい文', ...japanese]);
    expect(analysed).toBe(japanese.length + 1);
  });

  it('is restored with its analyser, or with the one that is given', async () => {
    const saved = (
      await contentWords({ language: 'ja', analyzer: lindera() }).fit(context(japanese))
    ).toJSON();
    const restored = await contentWords({ language: 'ja' }).restore(saved);
    expect(restored.describe()).toMatchObject({ analyzer: { kind: 'lindera' } });
    const other = await contentWords({ language: 'ja', analyzer: kuromoji() }).restore(saved);
    expect(other.describe()).toMatchObject({ analyzer: { kind: 'kuromoji' } });
    await expect(contentWords({ language: 'ja', tags: ['noun'] }).restore(saved)).rejects.toMatchObject({
      code: 'mismatch',
    });
    await expect(partsOfSpeech({ language: 'ja' }).restore(saved)).rejects.toMatchObject({
      code: 'mismatch',
    });
  });

  it('passes on what an analyser that is not installed says, and stops at the signal', async () => {
    const absent = mecab({ command: 'no-such-program' });
    await expect(
      contentWords({ language: 'ja', analyzer: absent }).fit(context(japanese)),
    ).rejects.toMatchObject({
      code: 'unavailable',
      remedy: expect.stringContaining('apt-get install mecab'),
    });
    const signal = AbortSignal.abort();
    await expect(contentWords({ language: 'ja' }).fit(context(japanese, { signal }))).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it.each([
    [() => contentWords({ language: 'ja', analyzer: wink() }), /wink is for English, not for Japanese/],
    [() => contentWords({ language: 'de' as 'en' }), /language 'de' is not one of/],
    [() => contentWords({ language: 'ja', tags: [] }), /There is no tag/],
    [
      () => contentWords({ language: 'ja', tags: ['nouns' as 'noun'] }),
      /'nouns' is none of the word classes/,
    ],
    [
      () => contentWords({ language: 'ja', tags: { a: ['NOUN'], b: ['NOUN'] } }),
      /'NOUN' has the tags 'a' and 'b'/,
    ],
    [() => contentWords({ language: 'ja', tags: { a: [] } }), /tag 'a' has no part of speech/],
    [() => contentWords({ language: 'ja', labelOn: 'first' }), /labels on the first tokens/],
  ])('refuses %s', (make, message) => {
    expect(make).toThrow(message);
  });
});

describe('partsOfSpeech', () => {
  it('tags every word', async () => {
    const fitted = await partsOfSpeech({ language: 'ja' }).fit(context(japanese));
    const [annotation] = await fitted.annotate([encode(japanese[0] as string)], rng);
    expect(inWords(japanese[0] as string, annotation?.label ?? [])).toBe(
      '静かな森/ADJ を/ADP ゆっくり/ADV 歩く/VERB 。/PUNCT',
    );
    expect(fitted.describe()).toMatchObject({ words: 36, labels: 36, coverage: 1 });
  });

  it('puts labels on the words of the tokenizer', async () => {
    const texts = ["She doesn't read slowly."];
    const encodings = sampleEncodings(texts);
    const fitted = await partsOfSpeech({ language: 'en', segment: false, labelOn: 'first' }).fit(
      context(texts, { encodings }),
    );
    const [annotation] = await fitted.annotate(encodings as readonly Encoding[], rng);
    expect(inWords(texts[0] as string, annotation?.label ?? [])).toBe(
      "She/PRON doesn't/AUX read/VERB slowly./ADV",
    );
    expect(fitted.describe()).toMatchObject({ misalignedWithoutSegments: { count: 4 } });
  });
});
