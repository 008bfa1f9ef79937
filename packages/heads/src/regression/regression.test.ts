import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { encodingOf, headContext } from '../../fixtures/context.js';
import { expectNear, reference } from '../../fixtures/reference.js';
import { regression } from './regression.js';
import { type RegressionScores, regressionMeter } from './regression-meter.js';
import { standardization } from './standardization.js';

const encodings = [encodingOf('a'), encodingOf('b'), encodingOf('c')];

describe('regression', () => {
  it('predicts in the unit of the labels, standardized or not', async () => {
    for (const standardize of [true, false]) {
      const module = regression({ standardize }).fit([10, 30, undefined, 50]).build(headContext(1));
      const logits = tf.tensor2d([[0], [1], [-1]]);
      const deviation = Math.sqrt(800 / 3);
      expectNear(
        await module.decode(logits, encodings),
        standardize ? [30, 30 + deviation, 30 - deviation] : [0, 1, -1],
      );
      tf.dispose(logits);
      module.dispose();
    }
  });

  it('holds predictions within the range', async () => {
    const module = regression({ range: [1, 5], standardize: false })
      .fit([1, 5])
      .build(headContext(1));
    const logits = tf.tensor2d([[-3], [2.5], [9]]);
    expect(await module.decode(logits, encodings)).toEqual([1, 2.5, 5]);
    tf.dispose(logits);
    module.dispose();
  });

  it.each([
    [Number.NaN, 'The label NaN is not a finite number.'],
    [Number.POSITIVE_INFINITY, 'The label Infinity is not a finite number.'],
    [7, 'The label 7 is not in the range from 1 to 5.'],
    [1, undefined],
  ])('says what is wrong with %s', (label, sentence) => {
    expect(
      regression({ range: [1, 5] })
        .fit([2, 3])
        .check(label),
    ).toBe(sentence);
  });

  it('refuses a label that is a text', () => {
    const fitted = regression().fit([1]);
    expect(fitted.check('3' as unknown as number)).toBe("The label '3' is not a number.");
  });

  it('names the row of a wrong label when it is fitted', () => {
    expect(() => regression().fit([1, undefined, Number.NaN])).toThrow(
      'The label NaN is not a finite number. (row 2)',
    );
    expect(() => regression().fit([undefined])).toThrow(/no label to learn from/);
  });

  it('refuses a wrong label in a batch', () => {
    const module = regression({ range: [0, 1] })
      .fit([0, 1])
      .build(headContext(1));
    expect(() => module.collate([2], [encodingOf('a')])).toThrow(/not in the range/);
    module.dispose();
  });

  it.each([
    [{ delta: 0 }, /delta 0/],
    [{ loss: 'l1' as 'absolute' }, "The loss 'l1' is none of 'squared', 'absolute', 'huber'."],
    [{ pooling: 'avg' as 'mean' }, "The pooling 'avg' is none of 'first', 'mean', 'max'."],
    [{ range: [5, 1] as const }, /ascending/],
    [{ range: [0, Number.NaN] as const }, /ascending/],
  ])('refuses the options %j', (options, message) => {
    expect(() => regression(options)).toThrow(message);
  });

  it('says which task gave an output that is not finite', async () => {
    const module = regression().fit([1, 2]).build(headContext(1));
    const logits = tf.tensor2d([[Number.NaN]]);
    await expect(module.decode(logits, [encodingOf('a')])).rejects.toThrow(/task 'task'/);
    tf.dispose(logits);
    module.dispose();
  });
});

describe('standardization', () => {
  it('is that of the population', () => {
    expect(standardization([1, 2, 3, 4])).toEqual({ center: 2.5, scale: Math.sqrt(1.25) });
  });

  it('leaves the unit of labels that are all equal', () => {
    expect(standardization([0.1, 0.1, 0.1])).toEqual({ center: 0.1, scale: 1 });
  });
});

describe('regressionMeter', () => {
  const { labels, predictions, scores } = reference<{
    regression: { labels: number[]; predictions: number[]; scores: RegressionScores };
  }>('scores').regression;

  it('scores as scikit-learn and SciPy do, whatever the batches and without missing labels', () => {
    const meter = regressionMeter();
    const encoding = encodingOf('a');
    for (let start = 0; start < labels.length; start += 7) {
      const batch = labels.slice(start, start + 7);
      meter.add({
        labels: [...batch, undefined],
        predictions: [...predictions.slice(start, start + 7), 1e9],
        encodings: [...batch, 0].map(() => encoding),
        loss: 0,
        weight: batch.length,
      });
    }
    const measured = meter.scores();
    for (const [name, value] of Object.entries(scores))
      expect(measured[name as keyof RegressionScores], name).toBeCloseTo(value, 10);
  });

  it('gives NaN for a correlation with a constant', () => {
    const meter = regressionMeter();
    meter.add({ labels: [1, 2], predictions: [1, 1], encodings: encodings.slice(0, 2), loss: 1, weight: 2 });
    expect(meter.scores()).toMatchObject({ rmse: Math.SQRT1_2, pearson: Number.NaN });
  });
});
