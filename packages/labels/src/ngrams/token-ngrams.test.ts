import { createRng, type Encoding, type GeneratorContext, type Json } from '@tomoni/spec';
import { toText } from '@tomoni/statistics';
import { generatorConformance } from '@tomoni/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encoderWithWords } from '../../fixtures/encoder.js';
import * as sample from '../../fixtures/texts.js';
import { wordEncodings } from '../../fixtures/word-encodings.js';
import type { NgramScheme } from './schemes.js';
import { type TokenNgramsOptions, tokenNgrams } from './token-ngrams.js';

const rng = createRng(1);

function contextOf(texts: readonly string[], labels: readonly unknown[] = [], known: string[] = []) {
  const encodings = wordEncodings(texts, known);
  const context: GeneratorContext = { texts, encodings, labels: texts.map((_, i) => labels[i]), rng };
  return context;
}

/** What each token of a text is labelled with, as the slides write it. */
async function iob2(
  generator: { annotate: (encodings: Encoding[], r: typeof rng) => Promise<unknown> },
  encoding: Encoding,
) {
  const annotations = (await generator.annotate([encoding], rng)) as {
    label: { start: number; end: number; tag: string }[];
  }[];
  const spans = annotations[0]?.label ?? [];
  return encoding.tokens.slice(1, -1).map((_, i) => {
    const start = encoding.offsets[2 * i + 2] as number;
    const span = spans.find((one) => one.start <= start && start < one.end);
    if (span === undefined) return 'O';
    return `${span.start === start ? 'B' : 'I'}-${span.tag}`;
  });
}

describe('the label table of the slides', () => {
  const [text] = ['laenderbank expects a modest profit rise in oesterreichische laenderbank ag'];
  const known: string[] = [];
  const [encoding] = wordEncodings([text], known) as [Encoding];
  const id = (word: string) => 5 + known.indexOf(word);
  const words = (phrase: string) => phrase.split(' ').map(id);
  const merge = (left: string, right: string) => ({ left: words(left), right: words(right), count: 2 });
  const state = (scheme: NgramScheme, shared = 'outside'): Json => ({
    kind: 'token-ngrams',
    scheme,
    shared,
    match: 'replay',
    minClassCount: 1,
    classes: ['Class1', 'Class2'],
    merges: [
      merge('modest', 'profit'),
      merge('modest profit', 'rise'),
      merge('oesterreichische', 'laenderbank'),
      merge('oesterreichische laenderbank', 'ag'),
    ],
    stopped: 'min-count',
    counts: [0, 2, 0, 2],
    classCounts: [
      [],
      [[0, 2]],
      [],
      [
        [0, 1],
        [1, 1],
      ],
    ],
    tokens: {},
    documents: {},
    coverage: { tokens: 20, inside: 12 },
  });
  const table: Record<Exclude<NgramScheme, 'disregard'>, string[]> = {
    'all-phrase': 'O O O B-Phrase I-Phrase I-Phrase O B-Phrase I-Phrase I-Phrase'.split(' '),
    'common-label': 'O O O B-Class1 I-Class1 I-Class1 O B-∅ I-∅ I-∅'.split(' '),
    'bit-label': 'O O O B-10 I-10 I-10 O B-11 I-11 I-11'.split(' '),
  };

  it.each(Object.entries(table))('%s', async (scheme, expected) => {
    const generator = await tokenNgrams().restore(state(scheme as NgramScheme));
    expect(await iob2(generator, encoding)).toEqual(expected);
  });

  it('disregard: left outside as the caption says, or of the document’s class as the table does', async () => {
    const caption = await tokenNgrams().restore(state('disregard'));
    expect(await iob2(caption, encoding)).toEqual('O O O B-Class1 I-Class1 I-Class1 O O O O'.split(' '));

    const texts = [
      'modest profit rise of oesterreichische laenderbank ag',
      'modest profit rise',
      'oesterreichische laenderbank ag',
    ];
    const training = contextOf(
      [text, ...texts, 'oesterreichische laenderbank ag falls'],
      ['Class1', 'Class1', 'Class1', 'Class2', 'Class2'],
    );
    const learnt = await tokenNgrams({ scheme: 'disregard', shared: 'documentClass' }).fit(training);
    expect(await iob2(learnt, training.encodings[0] as Encoding)).toEqual(
      'O O O B-Class1 I-Class1 I-Class1 O B-Class1 I-Class1 I-Class1'.split(' '),
    );
    expect(await iob2(learnt, training.encodings[3] as Encoding)).toEqual(
      'B-Class2 I-Class2 I-Class2'.split(' '),
    );
    const unseen = contextOf(['the oesterreichische laenderbank ag'], [], [...known, 'of', 'falls'])
      .encodings[0];
    expect(await iob2(learnt, unseen as Encoding)).toEqual(['O', 'O', 'O', 'O']);
  });
});

describe('tokenNgrams', () => {
  const texts = [
    'oil prices rise as crude oil prices fall',
    'crude oil prices rise',
    'the bank raised interest rates',
    'interest rates of the bank',
    'the bank said oil prices rise',
  ];
  const labels = ['crude', 'crude', 'interest', 'interest', undefined];

  it('learns from the training part, and tells what', async () => {
    const generator = await tokenNgrams({ scheme: 'common-label' }).fit(contextOf(texts, labels));
    expect(generator.describe()).toEqual({
      kind: 'token-ngrams',
      scheme: 'common-label',
      match: 'replay',
      merges: 4,
      stopped: 'min-count',
      ngrams: 4,
      longest: 3,
      classes: ['crude', 'interest'],
      sharedNgrams: 0,
      labels: 9,
      labelsByTag: { crude: 4, interest: 5 },
      coverage: 21 / 28,
    });
    expect(toText(generator.table({ top: 1 }))).toMatchInlineSnapshot(`
      "The most frequent n-grams of each class, and of those that classes share

      rank  crude                interest      shared
      ────  ───────────────────  ────────────  ──────
         1  oil prices rise (2)  the bank (2)
      "
    `);
  });

  it('learns each class on its own', async () => {
    const generator = await tokenNgrams({ scheme: 'all-phrase', per: 'class', merges: 1 }).fit(
      contextOf(texts, labels),
    );
    expect(toText(generator.table({ counts: false }))).toMatchInlineSnapshot(`
      "The most frequent n-grams of each class, and of those that classes share

      rank  crude       interest  shared
      ────  ──────────  ────────  ──────
         1  oil prices  the bank
      "
    `);
  });

  it.each<TokenNgramsOptions>([
    { scheme: 'all-phrase' },
    { scheme: 'disregard', shared: 'documentClass' },
    { scheme: 'disregard', match: 'longest' },
    { scheme: 'common-label', per: 'class' },
    { scheme: 'bit-label', minClassCount: 2 },
  ])('gives spans that do not overlap and replay to n-grams: %j', async (options) => {
    const word = fc.constantFrom('a', 'b', 'c', 'd');
    const corpus = fc.array(fc.array(word, { minLength: 1, maxLength: 20 }), { minLength: 3, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(corpus, async (rows) => {
        const own = ['a b a b', ...rows.map((row) => row.join(' '))];
        const context = contextOf(
          own,
          own.map((_, i) => `class ${i % 2}`),
        );
        const generator = await tokenNgrams(options).fit(context);
        const ngrams = new Set(
          (generator.toJSON() as unknown as { merges: { left: number[]; right: number[] }[] }).merges.map(
            ({ left, right }) => [...left, ...right].join(),
          ),
        );
        const annotations = await generator.annotate(context.encodings, rng);
        annotations.forEach(({ label }, i) => {
          const { ids, offsets } = context.encodings[i] as Encoding;
          let end = 0;
          for (const span of label) {
            expect(span.start).toBeGreaterThanOrEqual(end);
            end = span.end;
            const inside = Array.from(ids).filter(
              (_, token) =>
                token > 0 &&
                token < ids.length - 1 &&
                (offsets[2 * token] as number) >= span.start &&
                (offsets[2 * token + 1] as number) <= span.end,
            );
            expect(ngrams.has(inside.join())).toBe(true);
          }
        });
      }),
      { numRuns: 50 },
    );
  });

  it('reads texts without tokens, of one class, and emoji whose tokens share a character', async () => {
    const one = await tokenNgrams({ scheme: 'bit-label' }).fit(contextOf(['', 'a b', '😀 a b'], [1, 1, 1]));
    expect(one.describe()).toMatchObject({ classes: ['1'], labelsByTag: { 1: 2 } });
    expect(await iob2(one, wordEncodings([''])[0] as Encoding)).toEqual([]);

    const bytes = (encoding: Encoding): Encoding => ({
      ...encoding,
      offsets: Int32Array.of(0, 0, 0, 2, 0, 2, 0, 0),
    });
    const [emoji] = wordEncodings(['😀 x']).map(bytes) as [Encoding];
    const learning = tokenNgrams().fit({ texts: [], encodings: [emoji, emoji], labels: [], rng });
    await expect(learning).rejects.toThrow(/no two neighbouring tokens/i);
  });

  it('says that a corpus is too small, and that classes are missing', async () => {
    await expect(tokenNgrams().fit(contextOf(['a b', 'c d']))).rejects.toThrow(/stand side by side 2 times/);
    await expect(tokenNgrams({ scheme: 'disregard' }).fit(contextOf(['a b a b']))).rejects.toThrow(
      /'disregard' needs the classes/,
    );
    await expect(tokenNgrams({ per: 'class' }).fit(contextOf(['a b a b']))).rejects.toThrow(/per class need/);
    await expect(tokenNgrams({ scheme: 'bit-label' }).fit(contextOf(['a b a b'], [0.5]))).rejects.toThrow(
      /0.5 is not a class/,
    );
    await expect(tokenNgrams({ scheme: 'common-label' }).fit(contextOf(['a b a b'], ['∅']))).rejects.toThrow(
      /named '∅'/,
    );
    const notices: string[] = [];
    const few = await tokenNgrams({ merges: 1000 }).fit({
      ...contextOf(['a b a b']),
      notice: (message) => notices.push(message),
    });
    expect(few.describe()).toMatchObject({ merges: 1, stopped: 'min-count' });
    expect(notices).toEqual([
      'the training part allows 1 merges, not 1000: no other pair of tokens stands side by side 2 times.',
    ]);
  });

  it('refuses options, other kinds and other vocabularies', async () => {
    const wrong = (options: object) => () => tokenNgrams(options as TokenNgramsOptions);
    expect(wrong({ scheme: 'bits' })).toThrow(/'scheme' is 'bits'/);
    expect(wrong({ match: 'first' })).toThrow(/'match' is 'first'/);
    expect(wrong({ minClassCount: 0 })).toThrow(/'minClassCount' is 0/);
    await expect(tokenNgrams().restore({ kind: 'other' })).rejects.toThrow(/not one of kind 'token-ngrams'/);
    const saved = (await tokenNgrams().fit(contextOf(['a b a b']))).toJSON();
    await expect(tokenNgrams().restore(saved, encoderWithWords(9))).rejects.toThrow(
      /Token 5 of the saved n-grams is 'a', but 'w0'/,
    );
  });
});

describe.each<TokenNgramsOptions>([
  {},
  { scheme: 'disregard', shared: 'documentClass' },
  { scheme: 'bit-label', match: 'longest' },
  { scheme: 'common-label', per: 'class' },
])('the contract of tokenNgrams(%j)', (options) => {
  for (const { name, run } of generatorConformance({
    generator: tokenNgrams(options),
    texts: sample.texts,
    labels: sample.classes,
  }))
    it(name, run);
});
