import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { encodingOf, headContext } from '../../fixtures/context.js';
import { reference } from '../../fixtures/reference.js';
import { classification } from './classification.js';
import type { ClassificationScores } from './classification-meter.js';

const encodings = [encodingOf('a')];

describe('classification', () => {
  it('learns its classes from the training part, sorted', () => {
    expect(classification().fit(['spam', 'ham', undefined, 'spam']).toJSON()).toMatchObject({
      labels: ['ham', 'spam'],
    });
    expect(classification<number>().fit([5, 10, 1]).toJSON()).toMatchObject({ labels: [1, 5, 10] });
  });

  it('answers probabilities by name', async () => {
    const module = classification({ labels: ['b', 'a'] })
      .fit(['a', 'b'])
      .build(headContext(1));
    const logits = tf.tensor2d([[Math.log(3), 0]]);
    const [prediction] = await module.decode(logits, encodings);
    expect(prediction?.label).toBe('b');
    expect(prediction?.probability).toBeCloseTo(0.75, 6);
    expect(prediction?.probabilities.a).toBeCloseTo(0.25, 6);
    tf.dispose(logits);
    module.dispose();
  });

  it.each([
    [0.2, 'rare'],
    [0.3, 'often'],
  ])(
    'answers a class from its threshold %d on, else the likeliest of the others',
    async (probability, label) => {
      const head = classification({
        labels: ['often', 'rare', 'seldom'],
        threshold: { label: 'rare', probability },
      });
      const module = head.fit(['often', 'rare', 'seldom']).build(headContext(1));
      const logits = tf.tensor2d([[Math.log(0.6), Math.log(0.25), Math.log(0.15)]]);
      const [prediction] = await module.decode(logits, encodings);
      expect(prediction?.label).toBe(label);
      tf.dispose(logits);
      module.dispose();
    },
  );

  it('balances classes as scikit-learn does', () => {
    const fitted = classification({ classWeights: 'balanced' }).fit(['a', 'a', 'a', 'b']);
    expect(fitted.toJSON()).toMatchObject({ classWeights: [4 / 6, 2] });
  });

  it('gives a hidden layer the names of RoBERTa', () => {
    const module = classification({ hiddenSize: 3 }).fit(['a', 'b']).build(headContext(2));
    const shapes = Object.entries(module.variables).map(([name, { shape }]) => [name, shape]);
    expect(shapes).toEqual([
      ['dense.weight', [3, 2]],
      ['dense.bias', [3]],
      ['out_proj.weight', [2, 3]],
      ['out_proj.bias', [2]],
    ]);
    const features = tf.ones<tf.Rank.R2>([4, 2]);
    const before = tf.memory().numTensors;
    const logits = module.logits(features, { training: false });
    expect(logits.shape).toEqual([4, 2]);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([features, logits]);
    module.dispose();
  });

  it.each([
    ['spma', "The label 'spma' is not one of 'ham', 'spam'; did you mean 'spam'?"],
    ['newsletter', "The label 'newsletter' is not one of 'ham', 'spam'."],
    ['', 'The label is an empty text.'],
    ['ham', undefined],
  ])('says what is wrong with %j', (label, sentence) => {
    const fitted = classification().fit(['ham', 'spam']);
    expect(fitted.check(label)).toBe(sentence);
  });

  it('tells numbers from texts', () => {
    const stars = classification({ labels: [1, 2, 3] }).fit([1, 2]);
    expect(stars.check('2' as unknown as 2)).toBe("The label '2' is not one of 1, 2, 3; did you mean 2?");
    expect(() => classification<string | number>().fit([1, '1', 'a'])).toThrow(
      /both as a text and as a number/,
    );
  });

  it('lists only the first of many labels', () => {
    const labels = Array.from({ length: 30 }, (_, i) => `label ${i}`);
    expect(classification().fit(labels).check('x')).toMatch(/ and 20 more\.$/);
  });

  it('refuses training labels of one class, unknown ones and none', () => {
    expect(() => classification().fit(['a', undefined, 'a'])).toThrow(
      "All labels of the training part are 'a'",
    );
    expect(() => classification().fit([undefined])).toThrow(/no label to learn from/);
    expect(() => classification({ labels: ['a', 'b'] }).fit(['a', 'b', 'c' as 'a'])).toThrow(/\(row 2\)/);
    expect(() => classification().fit(['a', ''])).toThrow('The label is an empty text. (row 1)');
    const balanced = classification({ labels: ['a', 'b', 'c'], classWeights: 'balanced' });
    expect(() => balanced.fit(['a', 'b'])).toThrow(/'c' has no row/);
  });

  it.each([
    [{ labels: ['a'] }, /at least 2/],
    [{ labels: ['a', 'a'] }, /listed twice/],
    [{ labels: [1, Number.NaN] }, /not a finite number/],
    [{ labelSmoothing: 1 }, /label smoothing 1/],
    [{ hiddenSize: 1.5 }, /hidden size 1.5/],
    [{ labels: ['a', 'b'], classWeights: { c: 1 } }, /'c' is not one of 'a', 'b'/],
    [{ labels: ['a', 'b'], classWeights: { a: -1 } }, /class weight -1 of the label 'a'/],
    [{ labels: ['a', 'b'], threshold: { label: 'c', probability: 0.5 } }, /'c' is not one of/],
    [{ labels: ['a', 'b'], threshold: { label: 'a', probability: 1.5 } }, /threshold 1.5/],
  ])('refuses the options %j', (options, message) => {
    expect(() => classification(options as object)).toThrow(message);
  });

  it('refuses weights of classes that the training part does not have', () => {
    const head = classification({ classWeights: { spam: 2, hma: 1 } });
    expect(() => head.fit(['ham', 'spam'])).toThrow("did you mean 'ham'?");
  });

  it('refuses a saved head with other classes or of another kind', () => {
    const saved = classification().fit(['a', 'b']).toJSON();
    expect(() => classification({ labels: ['b', 'a'] }).restore(saved)).toThrow(/has the labels 'a', 'b'/);
    expect(() => classification().restore({ kind: 'regression' })).toThrow(/of kind 'regression'/);
    expect(() => classification().restore(null)).toThrow(/of no known kind/);
    expect(() => classification().restore({ ...Object(saved), labels: [true] })).toThrow(/field 'labels'/);
  });
});

describe('classificationMeter', () => {
  const { names, labels, logits, scores, matrix } = reference<{
    classification: {
      names: string[];
      labels: string[];
      logits: number[][];
      scores: Partial<ClassificationScores<string>>;
      matrix: number[][];
    };
  }>('scores').classification;

  it('scores as scikit-learn does', async () => {
    const module = classification({ labels: names }).fit(labels).build(headContext(1));
    const tensor = tf.tensor2d(logits);
    const texts = labels.map((text) => encodingOf(text));
    const meter = module.meter();
    meter.add({
      labels,
      predictions: await module.decode(tensor, texts),
      encodings: texts,
      loss: 0,
      weight: labels.length,
    });
    const { confusion, calibrationError, ...measured } = meter.scores();
    expect(confusion).toEqual({ labels: names, matrix });
    expect(calibrationError).toBeCloseTo(scores.calibrationError as number, 6);
    for (const [name, value] of Object.entries(measured))
      expect(value, name).toBeCloseTo(scores[name as keyof typeof measured] as number, 10);
    tensor.dispose();
    module.dispose();
  });
});
