import { expect, it } from 'vitest';
import { scoreDirection } from './score-direction.js';

it('knows which way the usual scores go', () => {
  expect(['accuracy', 'macroF1', 'r2', 'spearman'].map(scoreDirection)).toEqual(Array(4).fill('higher'));
  expect(['loss', 'rmse', 'mae', 'perplexity'].map(scoreDirection)).toEqual(Array(4).fill('lower'));
});

it('claims nothing about others', () => {
  for (const name of ['deviance', '', 'toString', 'RMSE']) expect(scoreDirection(name)).toBeUndefined();
});
