import { readFileSync } from 'node:fs';
import type { Encoding, JsonObject, TextSpan } from '@tomoni/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenizerFromJson } from '../files/tokenizer-from-json.js';

const names = ['bert-uncased', 'roberta-prefix', 'xlm-roberta', 'albert', 'byte-fallback', 'word-level'];

/** Any string of code units, lone surrogates among them, and texts of awkward characters. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        ...[
          'the ',
          'fox',
          ' ',
          '\t',
          '日本',
          'が',
          'か\u3099',
          'é',
          'e\u0301',
          '😀',
          '\ud83d',
          '👩‍👩‍👧',
          'ﬁ',
          '㍿',
          '[MASK]',
        ],
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join('')),
);

/** A text with spans in it, in order. */
const segmented = anyText.chain((text) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: text.length }), { maxLength: 6 })
    .map((edges): { text: string; segments: TextSpan[] } => {
      const sorted = edges.sort((a, b) => a - b);
      const segments: TextSpan[] = [];
      for (let i = 0; i + 1 < sorted.length; i += 2)
        segments.push({ start: sorted[i] as number, end: sorted[i + 1] as number });
      return { text, segments };
    }),
);

const spans = ({ offsets, special }: Encoding): [number, number][] =>
  Array.from(special, (_, i): [number, number] => [
    offsets[2 * i] as number,
    offsets[2 * i + 1] as number,
  ]).filter((_, i) => special[i] === 0);

describe.each(names)('%s', (name) => {
  const { tokenizer: json } = JSON.parse(
    readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'),
  ) as { tokenizer: JsonObject };
  const tokenizer = tokenizerFromJson(json);

  it('gives offsets within the text, from left to right, and known ids', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const encoding = tokenizer.encode(text);
        expect(encoding.text).toBe(text);
        let last = 0;
        for (const [start, end] of spans(encoding)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = start;
        }
        for (const id of encoding.ids) expect(tokenizer.vocabulary.tokenOf(id)).toBeDefined();
        const words = encoding.wordIds.filter((word) => word >= 0);
        expect([...words].sort((a, b) => a - b)).toEqual([...words]);
      }),
      { numRuns: 300 },
    );
  });

  it('cuts windows that own each token once and together are the whole', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 5, max: 12 }), fc.nat(2), (text, maxLength, overlap) => {
        const whole = tokenizer.encode(text);
        const windows = tokenizer.windows(text, { maxLength, overlap });
        const owned = windows.flatMap((window) =>
          Array.from(window.ids, (id, i) => ({
            id,
            start: window.offsets[2 * i],
            word: window.wordIds[i],
            taken: window.window === undefined ? window.special[i] === 0 : window.window.owned[i] === 1,
          })).filter(({ taken }) => taken),
        );
        const expected = Array.from(whole.ids, (id, i) => ({
          id,
          start: whole.offsets[2 * i],
          word: whole.wordIds[i],
          taken: true,
        })).filter((_, i) => whole.special[i] === 0);
        expect(owned).toEqual(expected);
        for (const window of windows) expect(window.ids.length).toBeLessThanOrEqual(maxLength);
      }),
      { numRuns: 200 },
    );
  });

  it('counts what it cuts', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 5, max: 12 }), (text, maxLength) => {
        const whole = tokenizer.encode(text);
        const cut = tokenizer.encode(text, { maxLength });
        expect(cut.ids.length + cut.truncated).toBe(whole.ids.length);
      }),
      { numRuns: 100 },
    );
  });

  it('lets no token cross a segment', () => {
    fc.assert(
      fc.property(segmented, ({ text, segments }) => {
        const edges = segments.flatMap(({ start, end }) => [start, end]);
        for (const [start, end] of spans(tokenizer.encode(text, { segments })))
          for (const edge of edges) expect(start < edge && edge < end).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('reads back what it decoded', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { ids } = tokenizer.encode(text);
        expect(typeof tokenizer.decode(ids)).toBe('string');
      }),
      { numRuns: 50 },
    );
  });
});

describe('byte-level-untrimmed', () => {
  const { tokenizer: json } = JSON.parse(
    readFileSync(new URL('../../fixtures/roberta.json', import.meta.url), 'utf8'),
  ) as { tokenizer: JsonObject };
  const tokenizer = tokenizerFromJson(json);

  it('decodes to the text itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/<s>|<pad>|<\/s>|<unk>|<mask>/.test(text));
        expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
      }),
    );
  });
});
