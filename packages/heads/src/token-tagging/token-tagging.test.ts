import * as tf from '@tensorflow/tfjs';
import type { Encoding, TaggedSpan } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { encodingOf, headContext } from '../../fixtures/context.js';
import { tokenTagging } from './token-tagging.js';
import { tokenTaggingMeter } from './token-tagging-meter.js';

const text = encodingOf('Angela Mer|kel lobt Paris');
const person = { start: 0, end: 13, tag: 'person' } as const;
const place = { start: 19, end: 24, tag: 'place' } as const;
const tags = ['person', 'place'] as const;

/** Logits that are sure of each state, one row per read token. */
function sureOf(states: readonly number[]): tf.Tensor2D {
  return tf.tensor2d(states.map((state) => [0, 1, 2, 3, 4].map((other) => (other === state ? 9 : 0))));
}

describe('tokenTagging', () => {
  it('learns its tags from the training part, sorted', () => {
    expect(
      tokenTagging()
        .fit([[place], undefined, [], [person]])
        .toJSON(),
    ).toMatchObject({ tags });
  });

  it('collates one row per token of the labelled texts', () => {
    const module = tokenTagging({ tags, classWeights: { place: 3 }, outsideWeight: 0.5 })
      .fit([[person]])
      .build(headContext(2));
    const batch = module.collate([undefined, [person, place]], [text, text]);
    expect(batch.positions).toEqual({
      rows: Int32Array.of(1, 1, 1, 1, 1),
      columns: Int32Array.of(1, 2, 3, 4, 5),
    });
    expect(batch.weight).toBe(1 + 1 + 1 + 0.5 + 3);
    expect(module.positions?.([text, text]).rows).toHaveLength(10);
    module.dispose();
  });

  it('reads the first token of each word where labels are on these', () => {
    const module = tokenTagging({ tags, labelOn: 'first' })
      .fit([[person]])
      .build(headContext(2));
    const batch = module.collate([[person]], [text]);
    expect(batch.positions?.columns).toEqual(Int32Array.of(1, 2, 4, 5));
    module.dispose();
  });

  it('finds spans again, with their probability', async () => {
    const module = tokenTagging({ tags })
      .fit([[person]])
      .build(headContext(2));
    const logits = sureOf([1, 2, 2, 0, 3]);
    const positions = module.positions?.([text]);
    const [spans] = await module.decode(logits, [text], positions);
    expect(spans).toMatchObject([person, place]);
    const sure = Math.exp(9) / (Math.exp(9) + 4);
    expect(spans?.[0]?.probability).toBeGreaterThan(sure ** 4);
    expect(spans?.[0]?.probability).toBeLessThan(1);
    tf.dispose(logits);
    module.dispose();
  });

  it('never begins inside a span', async () => {
    const module = tokenTagging({ tags })
      .fit([[person]])
      .build(headContext(2));
    const logits = sureOf([2, 4, 0, 2, 3]);
    const [spans] = await module.decode(logits, [text], module.positions?.([text]));
    expect(spans?.every(({ start, end }) => start < end)).toBe(true);
    tf.dispose(logits);
    module.dispose();
  });

  it('finds nothing in a text without tokens', async () => {
    const empty = encodingOf('');
    const module = tokenTagging({ tags })
      .fit([[person]])
      .build(headContext(2));
    const logits = sureOf([0, 0, 0, 0, 3]);
    const spans = await module.decode(logits, [empty, text], module.positions?.([empty, text]));
    expect(spans).toMatchObject([[], [place]]);
    tf.dispose(logits);
    module.dispose();
  });

  it('reports a span by the window that answers for its first token', async () => {
    const windows = [0, 1].map(
      (index): Encoding => ({
        ...text,
        window: {
          index,
          count: 2,
          owned: Uint8Array.from([0, 1, 1, 0, 0, 0, 0], (own) => (own + index) % 2),
        },
      }),
    );
    const module = tokenTagging({ tags })
      .fit([[person]])
      .build(headContext(2));
    const logits = sureOf([1, 2, 2, 0, 3, 1, 2, 2, 0, 3]);
    const spans = await module.decode(logits, windows, module.positions?.(windows));
    expect(spans).toMatchObject([[person], [place]]);
    const batch = module.collate(
      [
        [person, place],
        [person, place],
      ],
      windows,
    );
    expect(batch.positions?.columns).toEqual(Int32Array.of(1, 2, 3, 4, 5));
    tf.dispose(logits);
    module.dispose();
  });

  it('needs to know where logits come from', async () => {
    const module = tokenTagging({ tags })
      .fit([[person]])
      .build(headContext(2));
    const logits = sureOf([0, 0]);
    await expect(module.decode(logits, [text])).rejects.toThrow(/came with no positions/);
    const some = { rows: Int32Array.of(0, 0), columns: Int32Array.of(1, 2) };
    await expect(module.decode(logits, [text], some)).rejects.toThrow(/Token 3 of encoding 0/);
    tf.dispose(logits);
    module.dispose();
  });

  it.each([
    [[{ start: 0, end: 0, tag: 'place' }], 'The span from 0 to 0 (place) is empty.'],
    [
      [{ start: -1, end: 2, tag: 'place' }],
      'The span from -1 to 2 (place) does not have character offsets from 0 on.',
    ],
    [
      [{ start: 0, end: 2, tag: 'plaec' }],
      "The tag 'plaec' is not one of 'person', 'place'; did you mean 'place'?",
    ],
    [
      [
        { start: 5, end: 9, tag: 'place' },
        { start: 0, end: 6, tag: 'person' },
      ],
      'The spans from 0 to 6 (person) and from 5 to 9 (place) overlap.',
    ],
    ['person', "The label 'person' is not a list of spans."],
    [['person'], "The label holds 'person', which is not a span."],
    [
      [
        { start: 6, end: 9, tag: 'place' },
        { start: 0, end: 6, tag: 'person' },
      ],
      undefined,
    ],
    [[], undefined],
  ])('says what is wrong with %j', (label, sentence) => {
    const fitted = tokenTagging<string>({ tags }).fit([[person]]);
    expect(fitted.check(label as TaggedSpan[])).toBe(sentence);
  });

  it('refuses options and labels that cannot be learnt from', () => {
    expect(() => tokenTagging({ tags: [] })).toThrow(/at least 1/);
    expect(() => tokenTagging({ outsideWeight: -1 })).toThrow(/outside weight -1/);
    expect(() => tokenTagging<string>({ tags, classWeights: { persn: 2 } })).toThrow(
      "did you mean 'person'?",
    );
    expect(() => tokenTagging().fit([[], undefined])).toThrow(
      /No text of the training part has a tagged span/,
    );
    expect(() => tokenTagging().fit([[{ ...person, tag: '' }]])).toThrow('The tag is an empty text. (row 0)');
  });
});

describe('tokenTaggingMeter', () => {
  it('scores exact spans and single tokens', () => {
    const meter = tokenTaggingMeter<string>(tags, 'all');
    meter.add({
      labels: [[person, place], undefined, [place]],
      predictions: [[person, { start: 14, end: 24, tag: 'place' }], [person], []],
      encodings: [text, text, text],
      loss: 0,
      weight: 10,
    });
    const { perTag, ...scores } = meter.scores();
    expect(scores).toEqual({
      f1: 2 / 5,
      precision: 1 / 2,
      recall: 1 / 3,
      tokenAccuracy: 7 / 10,
      cutSpans: 0,
    });
    expect(perTag).toEqual({
      person: { f1: 1, precision: 1, recall: 1, support: 1 },
      place: { f1: 0, precision: 0, recall: 0, support: 2 },
    });
  });

  it('moves the edges of true spans to those of the tokens', () => {
    const meter = tokenTaggingMeter<string>(tags, 'first');
    meter.add({
      labels: [[{ start: 8, end: 12, tag: 'person' }]],
      predictions: [[{ start: 7, end: 13, tag: 'person' }]],
      encodings: [text],
      loss: 0,
      weight: 4,
    });
    expect(meter.scores()).toMatchObject({ f1: 1, tokenAccuracy: 1 });
  });

  it('counts spans that were cut away as missed', () => {
    const cut: Encoding = { ...encodingOf('Angela Merkel'), text: text.text, truncated: 2 };
    const meter = tokenTaggingMeter<string>(tags, 'all');
    meter.add({ labels: [[person, place]], predictions: [[person]], encodings: [cut], loss: 0, weight: 2 });
    expect(meter.scores()).toMatchObject({ precision: 1, recall: 0.5, tokenAccuracy: 1, cutSpans: 1 });
  });
});
