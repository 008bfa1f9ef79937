import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodingOf, headContext } from '../../fixtures/context.js';
import { reference } from '../../fixtures/reference.js';
import { medianRank, rankProbabilities } from './continuation-ratio.js';
import { ordinal } from './ordinal.js';
import { type OrdinalScores, ordinalMeter } from './ordinal-meter.js';

describe('ordinal', () => {
  it('takes ranks as a list or as integers', () => {
    expect(
      ordinal({ labels: ['low', 'high'] })
        .fit(['low', 'high'])
        .toJSON(),
    ).toMatchObject({
      labels: ['low', 'high'],
    });
    expect(
      ordinal({ labels: { min: -1, max: 2 } })
        .fit([0, 2])
        .toJSON(),
    ).toMatchObject({
      labels: [-1, 0, 1, 2],
    });
  });

  it('answers the median rank with the probabilities of all', async () => {
    const module = ordinal({ labels: { min: 1, max: 3 } })
      .fit([1, 3])
      .build(headContext(1));
    const logits = tf.tensor2d([[Math.log(3), -Math.log(2)]]);
    const [prediction] = await module.decode(logits, [encodingOf('a')]);
    expect(prediction?.label).toBe(2);
    expect(prediction?.probability).toBeCloseTo(0.5, 6);
    expect(prediction?.probabilities[1]).toBeCloseTo(0.25, 6);
    expect(prediction?.probabilities[3]).toBeCloseTo(0.25, 6);
    tf.dispose(logits);
    module.dispose();
  });

  it('says what is wrong with a label', () => {
    const fitted = ordinal({ labels: { min: 1, max: 5 } }).fit([1, 5]);
    expect(fitted.check(3.5)).toBe('The label 3.5 is not one of 1, 2, 3, 4, 5.');
    expect(fitted.check(4)).toBeUndefined();
    expect(() => ordinal({ labels: { min: 1, max: 5 } }).fit([4, undefined, 4])).toThrow(
      /nothing to tell apart/,
    );
  });

  it.each([
    [{ labels: ['a'] }, /at least 2/],
    [{ labels: { min: 1, max: 1 } }, /scale from 1 to 1/],
    [{ labels: { min: 0, max: 1e9 } }, /scale from 0 to 1000000000/],
    [{ labels: { min: 0.5, max: 2 } }, /scale from 0.5 to 2/],
    [{ labels: ['a', 'b'], classWeights: { c: 1 } }, /'c' is not one of/],
  ])('refuses the options %j', (options, message) => {
    expect(() => ordinal<string | number>(options)).toThrow(message);
  });
});

describe('rankProbabilities', () => {
  const logits = fc.array(fc.double({ min: -60, max: 60, noNaN: true }), { minLength: 1, maxLength: 8 });

  it('are a distribution whose median is the answer', () => {
    fc.assert(
      fc.property(logits, (values) => {
        const probabilities = rankProbabilities(values);
        expect(probabilities.every((probability) => probability >= 0)).toBe(true);
        expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12);
        const median = medianRank(probabilities);
        const below = probabilities.slice(0, median).reduce((sum, probability) => sum + probability, 0);
        expect(below).toBeLessThan(0.5);
        expect(below + (probabilities[median] as number)).toBeGreaterThanOrEqual(0.5 - 1e-12);
      }),
    );
  });
});

describe('ordinalMeter', () => {
  const { labels, predictions, scores } = reference<{
    ordinal: { labels: number[]; predictions: number[]; scores: Partial<OrdinalScores<number>> };
  }>('scores').ordinal;

  it('scores as scikit-learn and SciPy do', () => {
    const meter = ordinalMeter<number>([1, 2, 3, 4, 5]);
    meter.add({
      labels,
      predictions: predictions.map((label) => ({ label, probability: 1, probabilities: {} })),
      encodings: labels.map(() => encodingOf('a')),
      loss: 0,
      weight: labels.length,
    });
    const { confusion, ...measured } = meter.scores();
    expect(confusion.matrix.flat().reduce((sum, count) => sum + count)).toBe(labels.length);
    for (const [name, value] of Object.entries(measured))
      expect(value, name).toBeCloseTo(scores[name as keyof typeof measured] as number, 10);
  });
});
