import { createRng, type LossWeighting, type WeightingMethod } from '@tomoni/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formula, ratio } from '../index.js';

const tasks = ['interest', 'appeal', 'pos'];

function create(method: WeightingMethod, names = tasks): LossWeighting {
  return method.create({ tasks: names, main: names[0] as string }) as LossWeighting;
}

function weigh(weighting: LossWeighting, values: readonly number[], index = 0, epoch = 0): number[] {
  const losses = Float64Array.from(values);
  const present = values.map((value) => !Number.isNaN(value));
  return [...weighting.weigh(losses, { index, epoch, total: undefined, present, losses, rng: createRng(1) })];
}

describe('formula', () => {
  it.each([1, 2, 3, 4, 5])('is ratio(6, 4) where written so, for N = %i', (n) => {
    const names = Array.from({ length: n + 1 }, (_, i) => `t${i}`);
    const losses = names.map((_, i) => 0.3 + i);
    const written = weigh(create(formula('main + 2/(3*n) * sum(aux)'), names), losses);
    const expected = weigh(create(ratio(6, 4), names), losses);
    written.forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i] as number, 15);
    });
  });

  it('reads tasks by their names', () => {
    expect(weigh(create(formula('interest + 0.5 * appeal + 3 pos')), [1, 2, 3])).toEqual([1, 0.5, 3]);
  });

  it('differentiates products, powers, quotients and functions', () => {
    const [a, b, c] = [1.5, 2.5, 0.7];
    const weights = weigh(create(formula('main^2 * appeal + exp(pos) / sqrt(main) - log(appeal)')), [
      a,
      b,
      c,
    ]);
    expect(weights[0]).toBeCloseTo(2 * a * b - (0.5 * Math.exp(c)) / a ** 1.5, 12);
    expect(weights[1]).toBeCloseTo(a * a - 1 / b, 12);
    expect(weights[2]).toBeCloseTo(Math.exp(c) / Math.sqrt(a), 12);
  });

  it('sums an expression over the auxiliary tasks', () => {
    const [, ...geometric] = weigh(create(formula('main + exp(mean(log(aux)))')), [1, 2, 8]);
    expect(geometric[0]).toBeCloseTo(4 / (2 * 2), 12);
    expect(geometric[1]).toBeCloseTo(4 / (2 * 8), 12);
  });

  it('follows step and epoch', () => {
    const weighting = create(formula('main + exp(-step / 10) * appeal + (epoch + 1) * pos'));
    expect(weigh(weighting, [1, 1, 1], 20, 3)).toEqual([1, Math.exp(-2), 4]);
  });

  it('lets absent tasks contribute 0 and keeps n', () => {
    const nan = Number.NaN;
    expect(weigh(create(formula('main + mean(aux)')), [1, nan, 1])).toEqual([1, 0, 0.5]);
    expect(weigh(create(formula('main + sum(log(aux))')), [1, nan, 4])).toEqual([1, 0, 0.25]);
    expect(weigh(create(formula('main * appeal + pos')), [2, nan, 4])).toEqual([0, 0, 1]);
    expect(weigh(create(formula('main + sum(aux)')), [1, nan, nan])).toEqual([1, 0, 0]);
  });

  it('knows whether the weights depend on the losses', () => {
    expect(create(formula('main + 2/(3*n) * sum(aux)')).readsLosses).toBe(false);
    expect(create(formula('main + exp(-step) * sum(aux)')).readsLosses).toBe(false);
    expect(create(formula('main * sum(aux)')).readsLosses).toBe(true);
  });

  it('agrees with finite differences', () => {
    const source = '(main + 0.5 * sum(aux^2)) / (1 + sqrt(appeal)) * exp(-0.1 * pos)';
    const value = ([m, a, p]: readonly number[]) =>
      (((m as number) + 0.5 * ((a as number) ** 2 + (p as number) ** 2)) / (1 + Math.sqrt(a as number))) *
      Math.exp(-0.1 * (p as number));
    const weighting = create(formula(source));
    const loss = fc.double({ min: 0.1, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(loss, loss, loss), (losses) => {
        weigh(weighting, losses).forEach((weight, task) => {
          const moved = (by: number) => value(losses.map((x, i) => (i === task ? x + by : x)));
          expect(weight).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 6);
        });
      }),
    );
  });

  it('allows task names that mean something to mathjs', () => {
    expect(weigh(create(formula('e + 2 * sum + 3 * pi'), ['e', 'sum', 'pi']), [1, 1, 1])).toEqual([1, 2, 3]);
  });

  it.each([
    ['main +', 'cannot be read'],
    ['x = 3', 'other than arithmetic: assignment'],
    ['f(x) = x', 'other than arithmetic: function assignment'],
    ['[main, aux]', 'other than arithmetic: array'],
    ['main.constructor', 'other than arithmetic: accessor'],
    ['main ? 1 : 2', 'other than arithmetic: conditional'],
    ['main; aux', 'other than arithmetic: block'],
    ['"main"', 'the constant main'],
    ['main!', "the operator '!'"],
    ['main > 1', "the operator '>'"],
    ['import(main)', "the function 'import'"],
    ['main.toString()', "the function ''"],
    ['log(main, 2)', "2 arguments of 'log'"],
    ['1e999 * main', 'the constant Infinity'],
  ])('refuses %s', (text, reason) => {
    expect(() => formula(text)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() => formula(text)).toThrow(reason);
  });

  it('lists the known names where one is unknown', () => {
    expect(() => create(formula('main + typo'))).toThrow(
      "The formula 'main + typo' uses the unknown name 'typo'. Known names are main, n, aux, step, epoch, interest, appeal, pos.",
    );
  });

  it('refuses aux as a number, and a name with two meanings', () => {
    expect(() => create(formula('main + aux'))).toThrow('Write sum(aux) or mean(aux).');
    expect(() => create(formula('main + n * sum(aux)'), ['interest', 'n'])).toThrow(
      'is also the name of a task',
    );
    expect(weigh(create(formula('main + appeal'), ['main', 'appeal']), [1, 1])).toEqual([1, 1]);
  });

  it('names the task whose weight is not finite', () => {
    expect(() => weigh(create(formula('main + log(appeal)')), [1, 0, 1])).toThrow(
      expect.objectContaining({ code: 'not-finite', where: { task: 'appeal' } }),
    );
  });

  it('has no state', () => {
    const weighting = create(formula('main'));
    expect(weighting.state()).toBeNull();
    expect(() => weighting.restore({})).toThrow(expect.objectContaining({ code: 'mismatch' }));
  });
});
