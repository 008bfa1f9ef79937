import type { Encoding, TaggedSpan } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { encodingOf } from '../../fixtures/context.js';
import { align } from './alignment.js';
import { type LabelOn, unitsOf } from './units.js';

const text = encodingOf('Angela Mer|kel lobt Paris');

function aligned(spans: readonly TaggedSpan[], encoding: Encoding = text, labelOn: LabelOn = 'all') {
  const { states, spans: found } = align(spans, unitsOf(encoding, labelOn), encoding, (tag) =>
    ['person', 'place'].indexOf(tag),
  );
  return { states: Array.from(states), spans: found };
}

/** The first tokens of the text, as if the encoder took no more. */
function cutAfter(tokens: number): Encoding {
  const kept = (values: ArrayLike<number>, each = 1) => Array.from(values).slice(0, each * (tokens + 1));
  return {
    ...text,
    ids: Int32Array.from(kept(text.ids)),
    offsets: Int32Array.from(kept(text.offsets, 2)),
    wordIds: Int32Array.from(kept(text.wordIds)),
    sequenceIds: Int8Array.from(kept(text.sequenceIds)),
    special: Uint8Array.from(kept(text.special)),
    truncated: 5 - tokens,
  };
}

const person = { start: 0, end: 13, tag: 'person' };
const place = { start: 19, end: 24, tag: 'place' };

describe('align', () => {
  it('begins a span at its first unit and goes on at the others', () => {
    expect(aligned([place, person]).states).toEqual([1, 2, 2, 0, 3]);
    expect(aligned([person, place], text, 'first').states).toEqual([1, 2, 0, 3]);
  });

  it('moves edges to those of the units that a span touches', () => {
    const { spans } = aligned([{ start: 8, end: 12, tag: 'person' }]);
    expect(spans).toEqual([{ start: 7, end: 13, tag: 'person', first: 1, cut: false }]);
  });

  it('begins anew where one span follows another', () => {
    const spans = [
      { start: 0, end: 6, tag: 'person' },
      { start: 7, end: 13, tag: 'person' },
    ];
    expect(aligned(spans).states).toEqual([1, 1, 2, 0, 0]);
  });

  it('refuses spans beyond the text, without a token, or on the same token', () => {
    expect(() => aligned([{ start: 19, end: 30, tag: 'place' }])).toThrow(
      "The span 'Paris' (place, 19 to 30) ends beyond the text 'Angela Merkel lobt Paris' of 24 characters.",
    );
    expect(() => aligned([{ start: 6, end: 7, tag: 'place' }])).toThrow(
      "The span ' ' (place, 6 to 7) touches no token of the text 'Angela Merkel lobt Paris'.",
    );
    const halves = [
      { start: 7, end: 9, tag: 'person' },
      { start: 9, end: 13, tag: 'place' },
    ];
    expect(() => aligned(halves)).toThrow(/share a token/);
    expect(() =>
      aligned(
        [{ ...halves[0], end: 10 } as TaggedSpan, { ...halves[1], start: 10 } as TaggedSpan],
        text,
        'first',
      ),
    ).toThrow(/share a token/);
  });

  it('clips what was cut away with the end of the text, and says so', () => {
    expect(aligned([person, place], cutAfter(2))).toEqual({
      states: [1, 2],
      spans: [
        { start: 0, end: 10, tag: 'person', first: 0, cut: true },
        { ...place, first: -1, cut: true },
      ],
    });
    expect(aligned([person], cutAfter(3)).spans[0]?.cut).toBe(false);
  });

  it('leaves spans of other windows out and goes on with those that began earlier', () => {
    const window = { index: 1, count: 2, owned: new Uint8Array(7).fill(1) };
    const late = { ...encodingOf('Mer|kel lobt Paris'), text: text.text, window };
    const offsets = late.offsets.map((offset, i) => (i < 2 || i > 9 ? offset : offset + 7));
    expect(aligned([person, place], { ...late, offsets }).states).toEqual([2, 2, 0, 3]);
    const early = { ...cutAfter(1), truncated: 0, window: { ...window, index: 0 } };
    expect(aligned([person, place], early)).toEqual({
      states: [1],
      spans: [{ start: 0, end: 6, tag: 'person', first: 0, cut: true }],
    });
  });
});
