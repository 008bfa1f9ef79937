import { createRng, type Encoding, type FittedGenerator, type GeneratorContext } from '@tomoni/spec';
import { generatorConformance } from '@tomoni/testing';
import { describe, expect, it } from 'vitest';
import { sampleEncoder } from '../../fixtures/sample-encoder.js';
import * as sample from '../../fixtures/texts.js';
import { legalTransforms } from './legality.js';
import { permutedText } from './permuted-text.js';
import { replacedText } from './replaced-text.js';
import { sentenceOrder } from './sentence-order.js';

const encoder = sampleEncoder(sample.texts);
const encode = (text: string) => encoder.encode(text)[0] as Encoding;
const encodings = sample.texts.map(encode);
const context: GeneratorContext = {
  texts: sample.texts,
  encodings,
  labels: [],
  encoder,
  rng: createRng(1),
};

/** Label and words of a text in many draws. */
async function draws(generator: FittedGenerator<string>, text: string, count = 400) {
  const batch = Array.from({ length: count }, () => encode(text));
  return (await generator.annotate(batch, createRng(2))).map(({ label, input }) => ({
    label,
    tokens: (input as Encoding).tokens.slice(1, -1),
    input: input as Encoding,
  }));
}

describe('replacedText', () => {
  it('replaces tokens in half of the texts, and says in which', async () => {
    const text = sample.texts[2] as string;
    const generator = await replacedText({ rate: 0.2 }).fit(context);
    const drawn = await draws(generator, text);
    const original = encode(text).tokens.slice(1, -1);
    let changed = 0;
    for (const { label, tokens } of drawn) {
      expect(label === 'original').toBe(tokens.join() === original.join());
      expect(tokens.some((token) => token.startsWith('['))).toBe(false);
      if (label === 'replaced') changed += tokens.filter((token, i) => token !== original[i]).length;
    }
    const replaced = drawn.filter(({ label }) => label === 'replaced').length;
    expect(Math.abs(replaced / drawn.length - 0.5)).toBeLessThan(0.1);
    expect(changed / (replaced * original.length)).toBeGreaterThan(0.15);
    expect(changed / (replaced * original.length)).toBeLessThan(0.25);
  });
});

describe('permutedText', () => {
  it('lets the words of each stretch change places', async () => {
    const text = 'Trains to the coast leave every hour.';
    const words = text.split(' ');
    const generator = await permutedText({ span: 3 }).fit(context);
    const spelled = ({ input }: { input: Encoding }) => {
      const spans: string[] = [];
      input.wordIds.forEach((word, i) => {
        if (word >= 0 && word !== input.wordIds[i - 1]) spans.push(words[word] as string);
      });
      return spans;
    };
    for (const draw of await draws(generator, text)) {
      const order = spelled(draw);
      if (draw.label === 'original') expect(order).toEqual(words);
      else
        for (const start of [0, 3])
          expect(order.slice(start, start + 3).sort()).toEqual(words.slice(start, start + 3).sort());
      if (draw.label === 'permuted') expect(order).not.toEqual(words);
    }
  });

  it('leaves a text of one word, or of equal words, as it is', async () => {
    const generator = await permutedText({ altered: 0.9 }).fit(context);
    for (const text of ['Rain.', 'old old old', ''])
      expect(new Set((await draws(generator, text, 50)).map(({ label }) => label))).toEqual(
        new Set(['original']),
      );
  });
});

describe('sentenceOrder', () => {
  it('swaps what stands before and after the beginning of a sentence', async () => {
    const [text] = sample.texts as [string];
    const generator = await sentenceOrder().fit(context);
    const joined = new Set(
      (await draws(generator, text)).map(({ label, tokens }) => `${label}: ${tokens.join(' ')}`),
    );
    expect(joined).toEqual(
      new Set([
        'original: The kettle sings. The kettle stops.',
        'swapped: The kettle stops. The kettle sings.',
      ]),
    );
  });

  it('swaps parts of a single sentence at the beginning of a word', async () => {
    const generator = await sentenceOrder().fit(context);
    const joined = new Set((await draws(generator, 'every old canal')).map(({ tokens }) => tokens.join(' ')));
    expect(joined).toEqual(new Set(['every old canal', 'old canal every', 'canal every old']));
    const one = await draws(generator, 'Rain.', 20);
    expect(new Set(one.map(({ label }) => label))).toEqual(new Set(['original']));
  });
});

describe('describe', () => {
  it('counts the labels of one draw over the training part', async () => {
    const many = Array.from({ length: 400 }, () => encode(sample.texts[0] as string));
    const short = Array.from({ length: 100 }, () => encode('Rain.'));
    const fitted = await permutedText({ altered: 0.25 }).fit({ ...context, encodings: [...many, ...short] });
    const described = fitted.describe();
    expect(described).toMatchObject({ altered: 0.25, input: 'permute', labels: 500, coverage: 1 });
    const { labelsByClass } = described as { labelsByClass: { original: number; permuted: number } };
    expect(labelsByClass.original + labelsByClass.permuted).toBe(500);
    expect(Math.abs(labelsByClass.permuted / 400 - 0.25)).toBeLessThan(0.08);
  });
});

describe('legal pairs', () => {
  it('are refused otherwise', () => {
    expect(legalTransforms('property')).toEqual(['none', 'mask', 'replace', 'bert']);
    expect(() => replacedText({ input: 'mask' })).toThrow(
      /'replaced-text' cannot be learnt from inputs with the transform 'mask'. Use 'replace'/,
    );
    expect(() => permutedText({ input: 'none' })).toThrow(/Use 'permute'/);
    expect(() => sentenceOrder({ input: 'permute' })).toThrow(/Use 'reorder'/);
  });

  it('and options out of range', async () => {
    expect(() => replacedText({ altered: 1 })).toThrow(/share 1 of altered texts/);
    expect(() => replacedText({ rate: 0 })).toThrow(/rate 0/);
    expect(() => permutedText({ span: 1 })).toThrow(/stretches of 1/);
    const { encoder: _, ...without } = context;
    await expect(replacedText().fit(without)).rejects.toThrow(/needs an encoder with a tokenizer/);
    await expect(
      replacedText().restore(
        { kind: 'replaced-text', settings: { altered: 0.2, rate: 0.15 }, learnt: {} },
        encoder,
      ),
    ).rejects.toThrow(/not one of kind/);
  });
});

describe.each([
  ['replacedText', replacedText()],
  ['permutedText', permutedText()],
  ['sentenceOrder', sentenceOrder()],
] as const)('the contract of %s', (_, generator) => {
  for (const { name, run } of generatorConformance<string>({ generator, texts: sample.texts, encoder }))
    it(name, run);
});
