import { TomoniError } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { disagreements } from './disagreements.js';

describe('disagreements', () => {
  it('finds the rows that one of both gets right', () => {
    const found = disagreements(
      ['a', 'b', null, 'a', 'b'],
      { model: 'single', predictions: ['a', 'a', 'a', 'b', 'a'] },
      { model: 'multi', predictions: ['a', 'b', 'b', 'b', 'a'] },
    );
    expect(found).toEqual([{ row: 1, label: 'b', right: 'multi', wrong: 'single', predictions: ['a', 'b'] }]);
  });

  it('reads the label of a prediction with probabilities, and compares structures', () => {
    const prediction = (label: string) => ({ label, probabilities: { a: 0.6, b: 0.4 } });
    const found = disagreements(
      ['a', 'a'],
      { model: 'single', predictions: [prediction('a'), prediction('b')] },
      { model: 'multi', predictions: [prediction('b'), prediction('a')] },
    );
    expect(found.map(({ row, right }) => [row, right])).toEqual([
      [0, 'single'],
      [1, 'multi'],
    ]);
    const tags = disagreements(
      [['x', 'y']],
      { model: 'single', predictions: [['x', 'y']] },
      { model: 'multi', predictions: [['y', 'x']] },
    );
    expect(tags).toHaveLength(1);
  });

  it('takes a rule of its own, as numbers need', () => {
    const found = disagreements(
      [1, 2],
      { model: 'single', predictions: [1.2, 2.9] },
      { model: 'multi', predictions: [1.4, 2.1] },
      { isRight: (prediction, label) => Math.abs(prediction - label) < 0.5 },
    );
    expect(found.map(({ row }) => row)).toEqual([1]);
  });

  it('refuses predictions of other rows', () => {
    const wrong = () =>
      disagreements(['a'], { model: 'single', predictions: ['a'] }, { model: 'multi', predictions: [] });
    expect(wrong).toThrow(TomoniError);
    expect(wrong).toThrow("The model 'multi' has 0 predictions for 1 labels.");
  });
});
