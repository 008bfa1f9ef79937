import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { bertConfig, createEncoder } from '@tomoni/encoders';
import { classification, tokenTagging } from '@tomoni/heads';
import { restoreGenerator } from '@tomoni/labels';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { multitask } from '../builder/multitask.js';
import { contentWords } from './content-words.js';
import { partsOfSpeech } from './parts-of-speech.js';

const train = [
  { text: '静かな森をゆっくり歩く。', place: 'outside' },
  { text: '美しい花がたくさん咲いた。😀', place: 'outside' },
  { text: '　新しい台所で　パンを焼く。', place: 'inside' },
  { text: 'あたたかい部屋でよく眠った。', place: 'inside' },
];
const characters = [...new Set(train.flatMap(({ text }) => [...text]))];
const encoder = createEncoder(
  bertConfig({ layers: 3, hiddenSize: 8, heads: 2, intermediateSize: 16, positions: 16 }),
  {
    tokenizer: wordPieceTokenizer({
      vocabulary: [
        '[PAD]',
        '[UNK]',
        '[CLS]',
        '[SEP]',
        '[MASK]',
        ...characters,
        ...characters.map((character) => `##${character}`),
      ],
      spaceChinese: false,
    }),
    seed: 1,
  },
);
const single = multitask(encoder).main('place', classification()).stopping({ maxEpochs: 1 });

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterAll(() => encoder.dispose());

describe('contentWords', () => {
  it('is a task on any layer, which learns, is scored, saved and loaded', async () => {
    const learner = single.auxiliary('pos', contentWords({ language: 'ja' }), { layer: 2 });
    expect(learner.plan.tasks[1]).toMatchObject({
      name: 'pos',
      layer: 2,
      head: { kind: 'token-tagging' },
      labels: { from: 'generator', generator: { kind: 'content-words' } },
    });
    const model = await learner.fit(train, { seed: 1 });
    const { pos } = await model.evaluate(train);
    expect(Object.keys(pos.perTag).sort()).toEqual(['adjective', 'adverb', 'noun']);
    const folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
    try {
      await model.save(folder);
      const loaded = await learner.load(folder);
      const texts = train.map(({ text }) => text);
      expect(await loaded.predict(texts)).toEqual(await model.predict(texts));
      expect((await loaded.evaluate(train)).pos).toEqual(pos);
      const { tasks } = JSON.parse(await readFile(join(folder, 'tomoni.json'), 'utf8'));
      const { kind, fitted } = tasks[1].generator;
      expect((await restoreGenerator(kind, fitted)).describe()).toMatchObject({
        kind: 'content-words',
        labelsByTag: { noun: 6, adverb: 1, adjective: 4 },
        texts: 4,
      });
      loaded.dispose();
    } finally {
      await rm(folder, { recursive: true });
      model.dispose();
    }
  });

  it('splits texts at its spans, and without segments gives every token to the span it begins in', async () => {
    const split = contentWords({ language: 'ja', tags: ['noun'] });
    const whole = contentWords({ language: 'ja', tags: ['noun'], segment: false });
    for (const generator of [split, whole]) {
      const model = await single.auxiliary('pos', generator).fit(train, { seed: 1 });
      expect((await model.evaluate(train)).pos.cutSpans).toBe(0);
      model.dispose();
    }
  });

  it('is a generator for a head of one’s own too', () => {
    const words = contentWords({ language: 'ja', tags: ['verb'] });
    const head = tokenTagging({ tags: ['verb'], outsideWeight: 0.5 });
    const { plan } = single.auxiliary('verbs', head, { from: words, layer: 0 });
    expect(plan.tasks[1]).toMatchObject({ head, layer: 0, labels: { generator: { kind: 'content-words' } } });
  });
});

describe('partsOfSpeech', () => {
  it('is a task', async () => {
    const learner = single.auxiliary('pos', partsOfSpeech({ language: 'ja' }), { layer: 1 });
    const model = await learner.fit(train, { seed: 1 });
    const [prediction] = await model.predict(['静かな森']);
    expect(Array.isArray(prediction?.pos)).toBe(true);
    model.dispose();
  });
});
