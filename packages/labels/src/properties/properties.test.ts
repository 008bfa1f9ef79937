import { createRng, type Encoding, type GeneratorContext, type LabelGenerator } from '@tomoni/spec';
import { generatorConformance } from '@tomoni/testing';
import { describe, expect, it } from 'vitest';
import { sampleEncoder } from '../../fixtures/sample-encoder.js';
import * as sample from '../../fixtures/texts.js';
import { wordEncodings } from '../../fixtures/word-encodings.js';
import type { InputTransformOptions } from '../corruption/transform.js';
import { capitalisation } from './capitalisation.js';
import { tfIdf } from './tf-idf.js';
import { wordListSentiment } from './word-list-sentiment.js';

const rng = createRng(1);
const contextOf = (texts: readonly string[], known: string[] = []): GeneratorContext => ({
  texts,
  encodings: wordEncodings(texts, known),
  labels: [],
  rng,
});

async function labelsOf<Label>(generator: LabelGenerator<Label>, texts: readonly string[]) {
  const known: string[] = [];
  const fitted = await generator.fit(contextOf(texts, known));
  return (await fitted.annotate(wordEncodings(texts, known), rng)).map(({ label }) => label);
}

describe('capitalisation', () => {
  it('tags words by their capitals', async () => {
    const [text] = ['NASA loves Rain and iPhones, McX I (Émile) 東京 ÉTÉ'];
    const [spans] = await labelsOf(capitalisation(), [text as string]);
    expect(spans?.map(({ start, end, tag }) => [text?.slice(start, end), tag])).toEqual([
      ['NASA', 'upper'],
      ['Rain', 'capitalised'],
      ['I', 'capitalised'],
      ['(Émile)', 'capitalised'],
      ['ÉTÉ', 'upper'],
    ]);
  });

  it('counts', async () => {
    const fitted = await capitalisation().fit(contextOf(['A NASA rain', '']));
    expect(fitted.describe()).toMatchObject({
      words: 3,
      labels: 2,
      labelsByTag: { capitalised: 1, upper: 1 },
      coverage: 2 / 3,
      input: 'none',
    });
  });
});

describe('tfIdf', () => {
  const texts = ['a b a', 'b c', ''];
  // scikit-learn's idf of a, b, c: ln(4/2) + 1, ln(4/3) + 1, ln(4/2) + 1
  const [a, b] = [Math.log(2) + 1, Math.log(4 / 3) + 1];

  it('is the mean or the greatest weight of the tokens', async () => {
    expect(await labelsOf(tfIdf(), texts)).toEqual(
      [(2 * a + b) / 3 / 2, (b + a) / 2 / 2, 0].map((label) => expect.closeTo(label, 12)),
    );
    expect(await labelsOf(tfIdf({ statistic: 'max' }), texts)).toEqual(
      [(2 * a) / 3, a / 2, 0].map((label) => expect.closeTo(label, 12)),
    );
  });

  it('weighs unseen tokens most', async () => {
    const known: string[] = [];
    const fitted = await tfIdf().fit(contextOf(texts, known));
    const [unseen] = await fitted.annotate(wordEncodings(['z'], [...known]), rng);
    expect(unseen?.label).toBeCloseTo(Math.log(4) + 1, 12);
  });
});

describe('wordListSentiment', () => {
  const words = { good: 3, success: 2, bad: -3, loss: -2 };

  it('sums valences', async () => {
    const texts = ['Good, a success!', 'a bad success', 'A LOSS', '', 'goodness', 'good bad'];
    expect(await labelsOf(wordListSentiment({ words }), texts)).toEqual([
      'positive',
      'negative',
      'negative',
      'neutral',
      'neutral',
      'neutral',
    ]);
    expect(await labelsOf(wordListSentiment({ words, threshold: 3 }), ['a success', 'bad'])).toEqual([
      'neutral',
      'negative',
    ]);
    const fitted = await wordListSentiment({ words }).fit(contextOf(texts));
    expect(fitted.describe()).toMatchObject({
      words: 4,
      labels: 6,
      labelsByClass: { positive: 1, negative: 2, neutral: 3 },
    });
    const saved = fitted.toJSON();
    await expect(wordListSentiment({ words: { good: 1 } }).restore(saved)).rejects.toThrow(/not one of kind/);
  });

  it('refuses lists', () => {
    expect(() => wordListSentiment({ words: {} })).toThrow(/holds no word/);
    expect(() => wordListSentiment({ words: { good: Number.NaN } })).toThrow(/'good' is NaN/);
    expect(() => wordListSentiment({ words, threshold: 0 })).toThrow(/threshold 0/);
  });
});

const encoder = sampleEncoder(sample.texts);
const makers: [string, (input: InputTransformOptions) => LabelGenerator<unknown>][] = [
  ['capitalisation', capitalisation],
  ['tf-idf', tfIdf],
  ['word-list-sentiment', (input) => wordListSentiment({ ...input, words: { good: 1, loss: -1 } })],
];

describe.each(makers)('the input of %s', (kind, make) => {
  it('is what was asked for, and the labels stay', async () => {
    const encodings = sample.texts.map((text) => encoder.encode(text)[0] as Encoding);
    const context = { texts: sample.texts, encodings, labels: [], encoder, rng };
    const plain = await (await make({}).fit(context)).annotate(encodings, rng);
    const masked = await (await make({ input: 'mask', rate: 0.5 }).fit(context)).annotate(encodings, rng);
    expect(masked.map(({ label }) => label)).toEqual(plain.map(({ label }) => label));
    expect(plain.every(({ input }) => input === undefined)).toBe(true);
    for (const { input } of masked) expect(input?.tokens.includes('[MASK]')).toBe(true);
    expect(() => make({ input: 'permute' as 'mask' })).toThrow(
      new RegExp(`'${kind}' cannot be learnt from inputs with the transform 'permute'`),
    );
    const { encoder: _, ...without } = context;
    await expect(make({ input: 'bert' }).fit(without)).rejects.toThrow(/needs an encoder with a tokenizer/);
  });

  for (const input of ['none', 'bert', 'replace'] as const)
    for (const { name, run } of generatorConformance<unknown>({
      generator: make({ input, rate: 0.4 }),
      texts: sample.texts,
      encoder,
    }))
      it(`${input}: ${name}`, run);
});
