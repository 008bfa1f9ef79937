import {
  createRng,
  type Encoder,
  type Encoding,
  type FittedGenerator,
  type GeneratorContext,
  type MaskedTokens,
} from '@tomoni/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encoderWithWords, encodingOf } from '../../fixtures/encoder.js';
import { type RandomMaskingOptions, randomMasking } from './random-masking.js';

const MASK = 4;
const encoder = encoderWithWords(100);

function contextOf(own?: Encoder): GeneratorContext {
  return { texts: [], encodings: [], labels: [], rng: createRng(1), ...(own ? { encoder: own } : {}) };
}

function fit(options?: RandomMaskingOptions, own = encoder): Promise<FittedGenerator<MaskedTokens>> {
  return randomMasking(options).fit(contextOf(own));
}

/** A text of `length` words. */
function words(length: number): Encoding {
  return encodingOf(...Array.from({ length }, (_, i) => 5 + (i % 100)));
}

async function annotate(generator: FittedGenerator<MaskedTokens>, encoding: Encoding, seed: number) {
  const [annotation] = await generator.annotate([encoding], createRng(seed));
  if (annotation?.input === undefined) throw new Error('no input');
  return { label: annotation.label, input: annotation.input };
}

describe('randomMasking', () => {
  it('keeps its promises for every text, rate and seed', async () => {
    const ids = fc.array(fc.integer({ min: 0, max: 104 }), { maxLength: 40 });
    const rate = fc.double({ min: 0.01, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(ids, rate, fc.nat(), async (tokens, chance, seed) => {
        const encoding = encodingOf(...tokens);
        const before = encoding.ids.slice();
        const { label, input } = await annotate(await fit({ rate: chance }), encoding, seed);
        const maskable = [...encoding.ids.keys()].filter((i) => (encoding.ids[i] as number) >= 5);
        const positions = Array.from(label.positions);
        expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
        expect(positions.every((position) => maskable.includes(position))).toBe(true);
        expect(positions.length).toBeGreaterThanOrEqual(Math.min(1, maskable.length));
        expect(Array.from(label.ids)).toEqual(positions.map((position) => encoding.ids[position]));
        encoding.ids.forEach((id, position) => {
          const now = input.ids[position] as number;
          if (!positions.includes(position)) expect(now).toBe(id);
          else expect(now >= 5 || now === MASK).toBe(true);
          if (now !== id) expect(input.tokens[position]).toBe(now === MASK ? '[MASK]' : `w${now - 5}`);
        });
        expect(encoding.ids).toEqual(before);
      }),
    );
  });

  it('chooses 15 % of the tokens, of which 80 % are masked, 10 % random and 10 % as they were', async () => {
    const generator = await fit();
    const encoding = words(10_000);
    const { label, input } = await annotate(generator, encoding, 7);
    const now = Array.from(label.positions, (position) => input.ids[position] as number);
    const share = (count: number, of: number, expected: number) =>
      expect(Math.abs(count / of - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / of));
    share(label.positions.length, 10_000, 0.15);
    const masked = now.filter((id) => id === MASK).length;
    const unchanged = now.filter((id, i) => id === label.ids[i]).length;
    share(masked, now.length, 0.8);
    share(unchanged, now.length, 0.1 + 0.1 / 100);
  });

  it('takes one token of a short text at random where none is drawn', async () => {
    const generator = await fit({ rate: 1e-9 });
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 300; seed++) {
      const { label } = await annotate(generator, words(3), seed);
      expect(label.positions).toHaveLength(1);
      const [position] = label.positions;
      counts.set(position as number, (counts.get(position as number) ?? 0) + 1);
    }
    for (const position of [1, 2, 3]) expect(counts.get(position)).toBeGreaterThan(60);
  });

  it('has an empty label for a text without a maskable token', async () => {
    for (const encoding of [encodingOf(), encodingOf(1, 1), encodingOf(4)]) {
      const { label, input } = await annotate(await fit({ rate: 1 }), encoding, 1);
      expect(label).toEqual({ positions: new Int32Array(0), ids: new Int32Array(0) });
      expect(input.ids).toEqual(encoding.ids);
    }
  });

  it('draws the same for the same generator and place, and anew for others', async () => {
    const generator = await fit();
    const batch = [words(200), words(200)];
    const first = await generator.annotate(batch, createRng(3));
    expect(await generator.annotate(batch, createRng(3))).toEqual(first);
    expect(first[0]?.label).not.toEqual(first[1]?.label);
    expect((await generator.annotate(batch, createRng(4)))[0]?.label).not.toEqual(first[0]?.label);
  });

  it('does the same after being saved and restored', async () => {
    const masking = randomMasking({ rate: 0.3, mask: 0.5, random: 0.5 });
    const generator = await fit({ rate: 0.3, mask: 0.5, random: 0.5 });
    const restored = await masking.restore(JSON.parse(JSON.stringify(generator.toJSON())), encoder);
    expect(restored.toJSON()).toEqual(generator.toJSON());
    expect(await restored.annotate([words(50)], createRng(1))).toEqual(
      await generator.annotate([words(50)], createRng(1)),
    );
    await expect(masking.restore({ kind: 'other' }, encoder)).rejects.toThrow(
      /not one of kind 'random-masking'/,
    );
    await expect(masking.restore(null, encoder)).rejects.toThrow(/not one of kind/);
  });

  it('describes what it asks for, and how much of the training part in one draw', async () => {
    const encodings = [words(300), words(700), encodingOf(1)];
    const generator = await randomMasking({ rate: 0.3, mask: 0.5, random: 0.5 }).fit({
      ...contextOf(encoder),
      encodings,
    });
    const described = generator.describe();
    expect(described).toEqual({
      kind: 'random-masking',
      rate: 0.3,
      mask: 0.5,
      random: 0.5,
      vocabulary: 100,
      texts: 3,
      tokens: 1001,
      labels: expect.any(Number),
      coverage: expect.closeTo(0.3, 1),
    });
    const { labels, coverage } = described as { labels: number; coverage: number };
    expect(coverage).toBe(labels / 1001);
  });

  it.each([
    [{ rate: 0 }, /masking rate 0 /],
    [{ rate: 1.5 }, /masking rate 1.5/],
    [{ mask: 0.9, random: 0.2 }, /shares 0.9 of masked and 0.2/],
    [{ mask: Number.NaN }, /shares NaN/],
    [{ random: -0.1 }, /and -0.1 of random/],
  ])('refuses the options %j', (options, message) => {
    expect(() => randomMasking(options)).toThrow(message);
  });

  it('needs a vocabulary with a mask token and words', async () => {
    await expect(randomMasking().fit(contextOf())).rejects.toThrow(/needs an encoder with a tokenizer/);
    await expect(fit({}, encoderWithWords(9, { mask: undefined }))).rejects.toThrow(/no mask token/);
    await expect(fit({}, encoderWithWords(0))).rejects.toThrow(/special tokens alone/);
  });
});
