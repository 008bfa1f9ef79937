import { createRng } from '@tomoni/spec';
import { generatorConformance, sampleEncodings } from '@tomoni/testing';
import { describe, expect, it } from 'vitest';
import { taggedSpans } from './tagged-spans.js';

const rows = [
  { text: 'Rain in Paris', spans: [{ start: 8, end: 13, tag: 'place' }] },
  { text: 'Yesterday evening', spans: [{ start: 0, end: 12, tag: 'time' }] },
  { text: 'Nothing', spans: [] },
] as const;
const texts = rows.map(({ text }) => text);
const encodings = sampleEncodings(texts);
const rng = createRng(1);
const context = { texts, encodings, labels: [], rng };

describe('taggedSpans', () => {
  for (const { name, run } of generatorConformance({ generator: taggedSpans(rows), texts })) it(name, run);

  it('lays given spans over tokens, and counts those that do not fit', async () => {
    const fitted = await taggedSpans(rows).fit(context);
    const annotations = await fitted.annotate(encodings, rng);
    expect(annotations.map(({ label }) => label)).toEqual([
      [{ start: 8, end: 13, tag: 'place' }],
      [{ start: 0, end: 16, tag: 'time' }],
      [],
    ]);
    expect(fitted.describe()).toEqual({
      kind: 'tagged-spans',
      labelOn: 'all',
      texts: 3,
      without: 1,
      labels: 2,
      labelsByTag: { place: 1, time: 1 },
      misaligned: {
        count: 1,
        share: 0.5,
        first: {
          text: 'Yesterday evening',
          span: 'Yesterday ev',
          tag: 'time',
          tokens: ['Yester', '##day', 'evenin'],
        },
      },
    });
  });

  it('refuses texts without tags, and texts with two', async () => {
    const fitted = await taggedSpans(rows).fit(context);
    await expect(fitted.annotate(sampleEncodings(['Snow']), rng)).rejects.toMatchObject({
      code: 'invalid-data',
      what: "The text 'Snow' has no tags.",
    });
    expect(() =>
      taggedSpans([...rows, { text: 'Nothing', spans: [{ start: 0, end: 7, tag: 'x' }] }]),
    ).toThrow(/'Nothing' stands there twice, with different tags/);
    expect(() => taggedSpans([...rows, rows[0]])).not.toThrow();
  });
});
