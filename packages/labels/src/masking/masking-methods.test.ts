import {
  createRng,
  type Encoding,
  type FittedGenerator,
  type GeneratorContext,
  type LabelGenerator,
  type MaskedTokens,
} from '@tomoni/spec';
import { generatorConformance } from '@tomoni/testing';
import { describe, expect, it } from 'vitest';
import { encoderWithWords, encodingOf } from '../../fixtures/encoder.js';
import { sampleEncoder } from '../../fixtures/sample-encoder.js';
import * as sample from '../../fixtures/texts.js';
import { randomMasking } from './random-masking.js';
import { spanMasking } from './span-masking.js';
import { wholeWordMasking } from './whole-word-masking.js';

const encoder = encoderWithWords(200);
const context: GeneratorContext = { texts: [], encodings: [], labels: [], rng: createRng(1), encoder };
const MASK = 4;

/** Words of three tokens each. */
function words(count: number): Encoding {
  const encoding = encodingOf(...Array.from({ length: 3 * count }, (_, i) => 5 + (i % 200)));
  return { ...encoding, wordIds: encoding.wordIds.map((word) => (word < 0 ? -1 : Math.floor(word / 3))) };
}

async function draw(generator: FittedGenerator<MaskedTokens>, encoding: Encoding, seed: number) {
  const [annotation] = await generator.annotate([encoding], createRng(seed));
  return {
    positions: Array.from(annotation?.label.positions ?? []),
    ids: Array.from(annotation?.label.ids ?? []),
    input: annotation?.input as Encoding,
  };
}

/** Lengths, in words, of the runs of words among the positions. */
function runs(positions: readonly number[]): number[] {
  const chosen = [...new Set(positions.map((position) => Math.floor((position - 1) / 3)))];
  const lengths: number[] = [];
  chosen.forEach((word, i) => {
    if (i > 0 && word === (chosen[i - 1] as number) + 1)
      lengths[lengths.length - 1] = (lengths.at(-1) ?? 0) + 1;
    else lengths.push(1);
  });
  return lengths;
}

describe('wholeWordMasking', () => {
  it('chooses words whole, each with the wanted probability', async () => {
    const generator = await wholeWordMasking({ rate: 0.3 }).fit(context);
    const encoding = words(4000);
    const { positions, ids, input } = await draw(generator, encoding, 3);
    const byWord = new Map<number, number>();
    for (const position of positions) {
      const word = Math.floor((position - 1) / 3);
      byWord.set(word, (byWord.get(word) ?? 0) + 1);
    }
    expect([...byWord.values()].every((count) => count === 3)).toBe(true);
    expect(byWord.size / 4000).toBeGreaterThan(0.27);
    expect(byWord.size / 4000).toBeLessThan(0.33);
    expect(ids).toEqual(positions.map((position) => encoding.ids[position]));
    const kinds = positions.map((position) => input.ids[position] === MASK);
    expect(kinds.some((kind, i) => i % 3 > 0 && kind !== kinds[i - 1])).toBe(true); // tokens of a word on their own
  });

  it('takes one word where none is drawn, and none of an empty text', async () => {
    const generator = await wholeWordMasking({ rate: 1e-9 }).fit(context);
    expect((await draw(generator, words(5), 1)).positions).toHaveLength(3);
    expect((await draw(generator, encodingOf(), 1)).positions).toEqual([]);
  });
});

describe('spanMasking', () => {
  it('reaches the wanted share with spans of words, each masked, replaced or kept as a whole', async () => {
    const generator = await spanMasking({ rate: 0.2 }).fit(context);
    let chosen = 0;
    const lengths: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const encoding = words(100);
      const { positions, input } = await draw(generator, encoding, seed);
      chosen += positions.length;
      lengths.push(...runs(positions));
      const kinds = positions.map((position) => {
        if (input.ids[position] === MASK) return 'mask';
        return input.ids[position] === encoding.ids[position] ? 'kept' : 'random';
      });
      positions.forEach((position, i) => {
        if (i > 0 && (position - 1) % 3 > 0) expect([kinds[i - 1], 'kept', 'random']).toContain(kinds[i]);
        if (i > 0 && (position - 1) % 3 > 0 && kinds[i] === 'mask') expect(kinds[i - 1]).toBe('mask');
      });
    }
    expect(chosen / (200 * 300)).toBeGreaterThanOrEqual(0.2);
    expect(chosen / (200 * 300)).toBeLessThan(0.2 + 2 / 300 + 1e-9);
    expect(lengths.reduce((a, b) => a + b, 0) / lengths.length).toBeGreaterThan(2);
  });

  it('draws lengths from the cut geometric distribution', async () => {
    // With a budget of a single token a text gives one span of one word; a rate of nearly 1 takes all.
    const one = await spanMasking({ rate: 1e-9, maxWords: 4 }).fit(context);
    expect((await draw(one, words(50), 1)).positions).toHaveLength(3);
    const all = await spanMasking({ rate: 1, stop: 1 }).fit(context);
    expect((await draw(all, words(20), 1)).positions).toHaveLength(60);
    expect((await draw(all, encodingOf(1), 1)).positions).toEqual([]);
  });

  it('refuses options', () => {
    expect(() => spanMasking({ stop: 0 })).toThrow(/parameter 0/);
    expect(() => spanMasking({ maxWords: 0 })).toThrow(/at most 0 words/);
    expect(() => spanMasking({ rate: 2 })).toThrow(/rate 2/);
    expect(() => wholeWordMasking({ rate: -1 })).toThrow(/rate -1/);
  });
});

describe.each<[string, LabelGenerator<MaskedTokens>]>([
  ['whole-word-masking', wholeWordMasking({ rate: 0.4 })],
  ['span-masking', spanMasking({ rate: 0.4 })],
])('%s', (kind, generator) => {
  it('does the same after being saved and restored', async () => {
    const fitted = await generator.fit(context);
    const restored = await generator.restore(JSON.parse(JSON.stringify(fitted.toJSON())), encoder);
    expect(restored.toJSON()).toEqual(fitted.toJSON());
    expect(await draw(restored, words(30), 4)).toEqual(await draw(fitted, words(30), 4));
    expect(fitted.describe()).toMatchObject({ kind, rate: 0.4, mask: 0.8, random: 0.1 });
    expect(fitted.redraws).toBe(true);
    await expect(generator.restore({ kind: 'random-masking', rate: 0.1 }, encoder)).rejects.toThrow(
      `not one of kind '${kind}'`,
    );
  });

  it('needs a mask token', async () => {
    const unmasked = encoderWithWords(9, { mask: undefined });
    await expect(generator.fit({ ...context, encoder: unmasked })).rejects.toThrow(/no mask token/);
  });
});

describe.each([
  ['randomMasking', randomMasking()],
  ['wholeWordMasking', wholeWordMasking()],
  ['spanMasking', spanMasking()],
] as const)('the contract of %s', (_, generator) => {
  for (const { name, run } of generatorConformance({
    generator,
    texts: sample.texts,
    encoder: sampleEncoder(sample.texts),
  }))
    it(name, run);
});
