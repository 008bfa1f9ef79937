import { createRng, type Encoder, type LabelGenerator } from '@tomoni/spec';
import { sampleEncodings, sampleVocabulary } from '@tomoni/testing';
import { describe, expect, it } from 'vitest';
import {
  capitalisation,
  contentWords,
  generatorKinds,
  noise,
  partsOfSpeech,
  permutedText,
  randomMasking,
  registerGenerator,
  replacedText,
  restoreGenerator,
  sentenceOrder,
  shuffledLabels,
  spanMasking,
  taggedSpans,
  tfIdf,
  tokenNgrams,
  wholeWordMasking,
  wordListSentiment,
} from '../index.js';

const texts = ['The quiet woods. The quiet canal.', 'A quiet canal. Rain.', 'Trains leave the quiet woods.'];
const encodings = sampleEncodings(texts);
const encoder = { tokenizer: { vocabulary: sampleVocabulary(texts) } } as Encoder;
const rng = createRng(1);
const fit = (generator: LabelGenerator<unknown>) =>
  generator.fit({ texts, encodings, labels: ['a', 'b', 'a'], encoder, rng: rng.fork('fit') });

describe('restoreGenerator', () => {
  it.each([
    randomMasking({ rate: 0.3 }),
    wholeWordMasking({ rate: 0.3 }),
    spanMasking({ rate: 0.3 }),
    tokenNgrams({ minCount: 2, merges: 3, scheme: 'bit-label' }),
    contentWords({ language: 'en', tags: ['noun', 'verb'], segment: false }),
    contentWords({ language: 'en', tags: { thing: ['NOUN'] } }),
    partsOfSpeech({ language: 'en' }),
    taggedSpans(texts.map((text) => ({ text, spans: [{ start: 0, end: 3, tag: 'first' }] }))),
    capitalisation({ input: 'mask', rate: 0.4 }),
    tfIdf({ statistic: 'max' }),
    wordListSentiment({ words: { quiet: 1, rain: -2 }, threshold: 2 }),
    noise({ low: 1, high: 5, integer: true }),
    shuffledLabels(),
    sentenceOrder({ altered: 0.4, language: 'ja' }),
    permutedText({ span: 2 }),
    replacedText({ rate: 0.3 }),
  ] as readonly LabelGenerator<unknown>[])('loads $kind by its kind', async (generator) => {
    const fitted = await fit(generator);
    const saved = JSON.parse(JSON.stringify(fitted.toJSON()));
    const restored = await restoreGenerator(generator.kind, saved, encoder);
    expect(restored.toJSON()).toEqual(saved);
    expect(restored.describe()).toEqual(fitted.describe());
    expect(await restored.annotate(encodings, rng.fork('draw'))).toEqual(
      await fitted.annotate(encodings, rng.fork('draw')),
    );
  });

  it('names the kinds it knows where one is not registered', async () => {
    await expect(restoreGenerator('sarcasm', {})).rejects.toMatchObject({
      code: 'not-found',
      what: expect.stringContaining('content-words, l3-masking, noise'),
    });
  });

  it('refuses what another kind saved', async () => {
    const saved = (await fit(noise())).toJSON();
    await expect(restoreGenerator('content-words', saved)).rejects.toMatchObject({ code: 'mismatch' });
    await expect(restoreGenerator('noise', null)).rejects.toMatchObject({ code: 'mismatch' });
  });
});

describe('registerGenerator', () => {
  it('adds the kinds of other packages', async () => {
    const lengths: LabelGenerator<number> = {
      kind: 'lengths',
      altersInput: false,
      fit: async () => lengths.restore({}),
      restore: async () => ({
        redraws: false,
        annotate: async (encodings) => encodings.map(({ text }) => ({ label: text.length })),
        describe: () => ({}),
        toJSON: () => ({}),
      }),
    };
    const entry = { kind: 'lengths', make: () => lengths };
    registerGenerator(entry);
    registerGenerator(entry);
    expect(generatorKinds()).toContain('lengths');
    const [first] = await (await restoreGenerator('lengths', {})).annotate(encodings, rng);
    expect(first?.label).toBe(33);
    expect(() => registerGenerator({ ...entry })).toThrow(/kind of generators named 'lengths' already/);
  });
});
