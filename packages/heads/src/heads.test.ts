import type { Tensor2D, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { AnyFittedHead, AnyHead, Encoding, HeadContext } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { encodingOf, headContext, vocabularyOf } from '../fixtures/context.js';
import {
  classification,
  maskedLanguageModel,
  multiLabel,
  ordinal,
  regression,
  tokenTagging,
} from './index.js';

const texts = ['der Hund bellt', 'die Kat|ze', 'der Hund bellt laut'].map((text) => encodingOf(text));
const span = { start: 4, end: 8, tag: 'animal' };
const masked = { positions: Int32Array.of(2), ids: Int32Array.of(6) };

const heads: readonly [name: string, head: AnyHead, labels: readonly unknown[]][] = [
  ['regression', regression({ loss: 'huber', range: [0, 9], pooling: 'mean' }), [1, 4.5, undefined]],
  ['regression, plain', regression({ standardize: false }), [1, 4.5, undefined]],
  [
    'classification',
    classification({ classWeights: 'balanced', labelSmoothing: 0.1 }),
    ['a', undefined, 'b'],
  ],
  [
    'classification, hidden',
    classification({ hiddenSize: 3, threshold: { label: 'a', probability: 0.2 } }),
    ['a', 'b', 'b'],
  ],
  ['multi-label', multiLabel({ threshold: { a: 0.1 }, pooling: 'max' }), [['a'], undefined, ['b', 'a']]],
  ['ordinal', ordinal({ labels: { min: 1, max: 4 }, classWeights: { 1: 2 } }), [1, 3, undefined]],
  ['token tagging', tokenTagging({ labelOn: 'first', outsideWeight: 0.2 }), [[span], undefined, [span]]],
  ['masked language model', maskedLanguageModel({ candidates: 2 }), [masked, masked, undefined]],
];

function contextOf(): { context: HeadContext; embeddings: Tensor2D } {
  const embeddings = tf.tensor2d(
    Array.from({ length: 44 }, (_, i) => Math.sin(i)),
    [11, 4],
  );
  const vocabulary = vocabularyOf('der', 'die', 'Hund', 'bellt', 'Katze', 'laut');
  return { context: headContext(4, { vocabulary, tokenEmbeddings: embeddings }), embeddings };
}

/** What a head answers with the given variables, and its loss on the labels. */
async function run(
  fitted: AnyFittedHead,
  labels: readonly unknown[],
  context: HeadContext,
  weights?: readonly number[][],
): Promise<{ predictions: unknown; loss: number; scores: unknown; weights: number[][] }> {
  const module = fitted.build(context);
  const variables = Object.values(module.variables) as Variable[];
  weights?.forEach((values, i) => {
    const variable = variables[i] as Variable;
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  });
  const encodings: readonly Encoding[] = texts;
  const batch = module.collate(labels, encodings);
  const read = module.positions?.(encodings, labels);
  const featuresOf = (rows: number) =>
    tf.tensor2d(
      Array.from({ length: rows * 4 }, (_, i) => Math.cos(3 * i)),
      [rows, 4],
    );
  const features = featuresOf(read?.rows.length ?? encodings.length);
  const before = tf.memory().numTensors;
  const logits = module.logits(features, { training: false });
  expect(tf.memory().numTensors).toBe(before + 1);
  const predictions = await module.decode(logits, encodings, read);
  expect(tf.memory().numTensors).toBe(before + 1);
  const loss = tf.tidy(() => {
    if (batch.positions === undefined) return module.loss(logits, batch);
    const labelled = featuresOf(batch.positions.rows.length);
    return module.loss(module.logits(labelled, { training: false }), batch);
  });
  const [value] = await loss.data();
  const meter = module.meter();
  meter.add({ labels, predictions, encodings, loss: value as number, weight: batch.weight });
  tf.dispose([features, logits, loss]);
  const values = await Promise.all(variables.map(async (variable) => Array.from(await variable.data())));
  module.dispose();
  return { predictions, loss: value as number, scores: meter.scores(), weights: values };
}

describe.each(heads)('%s', (_, head, labels) => {
  it('predicts the same after being saved and restored', async () => {
    const { context, embeddings } = contextOf();
    const before = tf.memory().numTensors;
    const fitted = head.fit(labels);
    const saved = JSON.parse(JSON.stringify(fitted.toJSON()));
    expect(saved).toEqual(fitted.toJSON());
    const restored = head.restore(saved);
    expect(restored.toJSON()).toEqual(fitted.toJSON());
    expect([restored.kind, restored.reads, restored.score]).toEqual([head.kind, fitted.reads, fitted.score]);
    const first = await run(fitted, labels, context);
    const second = await run(
      restored,
      labels,
      headContext(4, { ...context, rng: context.rng.fork('other') }),
      first.weights,
    );
    expect(second).toEqual(first);
    expect(tf.memory().numTensors).toBe(before);
    embeddings.dispose();
  });

  it('starts from equal weights for equal seeds', async () => {
    const { context, embeddings } = contextOf();
    const fitted = head.fit(labels);
    expect(await run(fitted, labels, context)).toEqual(await run(fitted, labels, context));
    embeddings.dispose();
  });

  it('has a score that its scores hold', async () => {
    const { context, embeddings } = contextOf();
    const fitted = head.fit(labels);
    const { scores, loss } = await run(fitted, labels, context);
    expect(typeof (scores as Record<string, unknown>)[fitted.score.name]).toBe('number');
    expect(Number.isFinite(loss)).toBe(true);
    embeddings.dispose();
  });

  it('counts nothing where no label is there', () => {
    const { context, embeddings } = contextOf();
    const module = head.fit(labels).build(context);
    const batch = module.collate(
      texts.map(() => undefined),
      texts,
    );
    expect(batch.weight).toBe(0);
    const rows = batch.positions === undefined ? texts.length : 0;
    tf.tidy(() => {
      const logits = module.logits(tf.ones<tf.Rank.R2>([rows, 4]), { training: false });
      expect(module.loss(logits, batch).dataSync()[0]).toBeCloseTo(0, 30);
    });
    module.dispose();
    embeddings.dispose();
  });

  it('refuses what it did not save', () => {
    expect(() => head.restore({ kind: 'other' })).toThrow(/of kind 'other', not of kind/);
    expect(() => head.restore({ kind: head.kind })).toThrow(/is missing or not what it should be/);
    expect(() => head.restore([])).toThrow(/of no known kind/);
  });
});
