import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { encodingOf, headContext } from '../../fixtures/context.js';
import { reference } from '../../fixtures/reference.js';
import { multiLabel } from './multi-label.js';
import { type MultiLabelScores, multiLabelMeter } from './multi-label-meter.js';

describe('multiLabel', () => {
  it('learns its labels from the training part, sorted', () => {
    expect(
      multiLabel()
        .fit([['b'], [], undefined, ['c', 'a']])
        .toJSON(),
    ).toMatchObject({
      labels: ['a', 'b', 'c'],
    });
  });

  it('gives every label that reaches its threshold', async () => {
    const head = multiLabel({ labels: ['a', 'b', 'c'], threshold: { b: 0.2, c: 0.9 } });
    const module = head.fit([['a']]).build(headContext(1));
    const logits = tf.tensor2d([[0, -1, 2]]);
    const [prediction] = await module.decode(logits, [encodingOf('a')]);
    expect(prediction?.labels).toEqual(['a', 'b']);
    expect(prediction?.probabilities.c).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
    tf.dispose(logits);
    module.dispose();
  });

  it('balances by texts without over texts with the label', () => {
    const fitted = multiLabel({ positiveWeights: 'balanced' }).fit([['a'], ['a', 'b'], ['b'], ['a']]);
    expect(fitted.toJSON()).toMatchObject({ positiveWeights: [1 / 3, 1] });
  });

  it.each([
    [['a', 'x'], "The label 'x' is not one of 'a', 'bcd'."],
    [['bcd', 'bcd'], "The label 'bcd' is given twice to one text."],
    [['bc'], "The label 'bc' is not one of 'a', 'bcd'; did you mean 'bcd'?"],
    ['a', "The label 'a' is not a list of labels."],
    [[1], 'The label 1 is not a text.'],
    [[], undefined],
  ])('says what is wrong with %j', (label, sentence) => {
    const fitted = multiLabel().fit([['a'], ['bcd']]);
    expect(fitted.check(label as string[])).toBe(sentence);
  });

  it('refuses labels from which nothing can be learnt', () => {
    expect(() => multiLabel().fit([[], []])).toThrow(/No text of the training part has a label/);
    expect(() => multiLabel().fit([undefined])).toThrow(/no label to learn from/);
    expect(() => multiLabel().fit([['a'], ['']])).toThrow('The label is an empty text. (row 1)');
    const balanced = multiLabel({ labels: ['a', 'b'], positiveWeights: 'balanced' });
    expect(() => balanced.fit([['a'], []])).toThrow("No text of the training part has the label 'b'");
    expect(() => balanced.fit([['b'], ['a', 'b']])).toThrow(
      "Every text of the training part has the label 'b'",
    );
  });

  it.each([
    [{ labels: [] }, /at least 1/],
    [{ threshold: 1.1 }, /threshold 1.1/],
    [{ labels: ['a'], threshold: { a: -1 } }, /threshold -1 of the label 'a'/],
    [{ labels: ['a'], positiveWeights: { b: 1 } }, /'b' is not one of/],
    [{ labelSmoothing: Number.NaN }, /label smoothing NaN/],
  ])('refuses the options %j', (options, message) => {
    expect(() => multiLabel(options as object)).toThrow(message);
  });
});

describe('multiLabelMeter', () => {
  const { names, labels, predictions, scores, perLabelF1 } = reference<{
    multiLabel: {
      names: string[];
      labels: string[][];
      predictions: string[][];
      scores: Partial<MultiLabelScores<string>>;
      perLabelF1: number[];
    };
  }>('scores').multiLabel;

  it('scores as scikit-learn does', () => {
    const meter = multiLabelMeter(names);
    meter.add({
      labels,
      predictions: predictions.map((set) => ({ labels: set, probabilities: {} })),
      encodings: labels.map(() => encodingOf('a')),
      loss: 0,
      weight: labels.length,
    });
    const { perLabel, ...measured } = meter.scores();
    for (const [name, value] of Object.entries(measured))
      expect(value, name).toBeCloseTo(scores[name as keyof typeof measured] as number, 10);
    names.forEach((name, i) => {
      expect(perLabel[name]?.f1).toBeCloseTo(perLabelF1[i] as number, 10);
    });
  });
});
