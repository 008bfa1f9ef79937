import { expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import { type FactorialEffect, factorialModel } from './factorial-model.js';

type Effects = Omit<FactorialEffect, 'factors'>[];
type Case = {
  design: boolean[][];
  scores: number[];
  interactions: boolean;
  classical: Effects;
  robust: Effects;
  center: number;
  rSquared: number;
  residualDeviation: number;
  degreesOfFreedom: number;
};
const cases = reference<Case[]>('factorial');
const names = ['a', 'b', 'c', 'd'];

it.each(cases.map((one, i) => ({ i, ...one })))(
  'agrees with statsmodels, case $i',
  ({ design, scores, interactions, classical, robust, ...expected }) => {
    const factors = names.slice(0, design[0]?.length);
    const { center, rSquared, residualDeviation, degreesOfFreedom } = expected;
    const model = factorialModel(design, scores, { factors, interactions });
    expectClose(model.effects, classical);
    expectClose(model, { center, rSquared, residualDeviation, degreesOfFreedom });
    expectClose(factorialModel(design, scores, { factors, interactions, errors: 'robust' }).effects, robust);
  },
);

it('names main effects and pairs', () => {
  const { design, scores } = cases[1] as Case;
  const { effects } = factorialModel(design, scores, { factors: names, interactions: true });
  expect(effects.map(({ factors }) => factors.join(''))).toEqual([
    'a',
    'b',
    'c',
    'd',
    'ab',
    'ac',
    'ad',
    'bc',
    'bd',
    'cd',
  ]);
});

it('finds what two factors make beyond the sum of their own', () => {
  const design = [0, 1, 2, 3, 0, 1, 2, 3].map((bits) => [(bits & 1) === 1, (bits & 2) === 2]);
  const scores = design.map(([a, b], i) => (a ? 1 : 0) + (b ? 2 : 0) + (a && b ? 4 : 0) + (i % 2 ? 1e-9 : 0));
  const { effects } = factorialModel(design, scores, { factors: ['a', 'b'], interactions: true });
  expect(effects.map(({ estimate }) => Math.round(estimate * 1e6) / 1e6)).toEqual([3, 4, 4]);
});

it('says which effects cannot be found', () => {
  const options = { factors: ['a', 'b'] };
  const always = [
    [true, false],
    [true, true],
    [true, false],
    [true, true],
  ];
  expect(() => factorialModel(always, [1, 2, 3, 4], options)).toThrow(/'a' is the same in every run/);
  const together = [
    [true, true],
    [false, false],
    [true, true],
    [false, false],
  ];
  expect(() => factorialModel(together, [1, 2, 3, 4], options)).toThrow(/cannot be told apart/);
  expect(() => factorialModel(together.slice(0, 3), [1, 2, 3], options)).toThrow(/3 runs for 3 numbers/);
  expect(() => factorialModel([[true]], [1], options)).toThrow(/at least 2|entries/);
});
