import { createRng, type GeneratorContext } from '@tomoni/spec';
import { generatorConformance } from '@tomoni/testing';
import { describe, expect, it } from 'vitest';
import * as sample from '../../fixtures/texts.js';
import { wordEncodings } from '../../fixtures/word-encodings.js';
import { noise } from './noise.js';
import { shuffledLabels } from './shuffled-labels.js';

const many = Array.from({ length: 3000 }, (_, i) => `text ${i}`);
const encodings = wordEncodings(many);
const rng = createRng(1);
const contextOf = (labels: readonly unknown[] = [], seed = 1): GeneratorContext => ({
  texts: many,
  encodings,
  labels: many.map((_, i) => labels[i]),
  rng: createRng(seed),
});

async function drawn<Label>(generator: {
  annotate: (e: typeof encodings, r: typeof rng) => Promise<readonly { label: Label }[]>;
}) {
  return (await generator.annotate(encodings, rng)).map(({ label }) => label);
}

describe('noise', () => {
  it('is uniform: real numbers below the greatest, whole ones up to it', async () => {
    const real = await drawn(await noise({ low: 0, high: 3 }).fit(contextOf()));
    expect(real.every((label) => label >= 0 && label < 3)).toBe(true);
    expect(real.reduce((a, b) => a + b, 0) / real.length).toBeCloseTo(1.5, 1);
    const whole = await drawn(await noise({ low: 0, high: 3, integer: true }).fit(contextOf()));
    for (const value of [0, 1, 2, 3])
      expect(Math.abs(whole.filter((label) => label === value).length / 3000 - 0.25)).toBeLessThan(0.04);
  });

  it('depends on the seed of the run and the text alone', async () => {
    const first = await drawn(await noise().fit(contextOf()));
    expect(await drawn(await noise().fit(contextOf(['a'])))).toEqual(first);
    expect(await drawn(await noise().fit(contextOf([], 2)))).not.toEqual(first);
    const fitted = await noise().fit(contextOf());
    const [a, b] = await fitted.annotate(wordEncodings(['same', 'same']), rng);
    expect(a).toEqual(b);
  });

  it('refuses bounds', () => {
    expect(() => noise({ low: 1, high: 1 })).toThrow(/from 1 to 1/);
    expect(() => noise({ low: 0.5, integer: true })).toThrow(/as whole numbers/);
    expect(() => noise({ high: Number.POSITIVE_INFINITY })).toThrow(/to Infinity/);
  });
});

describe('shuffledLabels', () => {
  const labels = many.map((_, i) => (i % 10 === 0 ? undefined : i % 3 === 0 ? 'spam' : 'ham'));

  it('keeps the distribution and loses the meaning', async () => {
    const fitted = await shuffledLabels().fit(contextOf(labels));
    const dealt = await drawn(fitted);
    const present = labels.filter((label) => label !== undefined);
    const spam = present.filter((label) => label === 'spam').length;
    const labelled = dealt.filter((_, i) => labels[i] !== undefined);
    expect(labelled.filter((label) => label === 'spam')).toHaveLength(spam);
    const agreement = dealt.filter((label, i) => label === labels[i]).length / present.length;
    const chance = (spam / present.length) ** 2 + (1 - spam / present.length) ** 2;
    expect(Math.abs(agreement - chance)).toBeLessThan(0.04);
    expect(fitted.describe()).toEqual({
      kind: 'shuffled-labels',
      labels: present.length,
      labelsByClass: { ham: present.length - spam, spam },
      coverage: present.length / labels.length,
    });
  });

  it('counts labels that are named like properties of objects', async () => {
    const named = many.map((_, i) => (i % 2 === 0 ? 'constructor' : 'toString'));
    const fitted = await shuffledLabels().fit(contextOf(named));
    const count = (name: string) => named.filter((label) => label === name).length;
    expect(fitted.describe()).toMatchObject({
      labelsByClass: { constructor: count('constructor'), toString: count('toString') },
    });
  });

  it('needs labels that JSON can hold', async () => {
    await expect(shuffledLabels().fit(contextOf())).rejects.toThrow(/nothing to shuffle/);
    await expect(shuffledLabels().fit(contextOf([Number.NaN]))).rejects.toThrow(/NaN cannot be written/);
    await expect(shuffledLabels().restore(null)).rejects.toThrow(/not one of kind 'shuffled-labels'/);
  });
});

describe.each([
  ['noise', noise({ low: -1 })],
  ['shuffled labels', shuffledLabels()],
] as const)('the contract of %s', (_, generator) => {
  for (const { name, run } of generatorConformance<string | number>({
    generator,
    texts: sample.texts,
    labels: sample.classes,
  }))
    it(name, run);
});
