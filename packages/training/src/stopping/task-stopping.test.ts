import type { HistoryEntry } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { stopByTrend } from './stop-by-trend.js';
import { stopWithoutGain } from './stop-without-gain.js';
import { checkTaskStopping, type StoppablePlan, tasksToStop } from './watch-tasks.js';

const course = (train: readonly number[], validation: readonly number[] = train.map(() => Number.NaN)) => ({
  train,
  validation,
  weights: train.map(() => 0.5),
});

describe('stopWithoutGain', () => {
  it('stops once the validation loss has not become smaller', () => {
    const { reason } = stopWithoutGain({ patience: 2 });
    expect(reason(course([3, 2, 1], [3, 2, 2.5]))).toBeUndefined();
    expect(reason(course([3, 2, 1, 0.5], [3, 2, 2.5, 2]))).toBe(
      'its loss has not become smaller for 2 evaluations',
    );
  });

  it('goes by the training loss where nothing is validated', () => {
    const { reason } = stopWithoutGain({ patience: 1, minDelta: 0.1 });
    expect(reason(course([3, 2]))).toBeUndefined();
    expect(reason(course([3, 2, 1.95]))).toMatch(/not become smaller for 1 /);
    expect(reason(course([Number.NaN, Number.NaN]))).toBeUndefined();
  });
});

describe('stopByTrend', () => {
  it('has the value of the formula', () => {
    // k · med = 3 · 1.1, Σ = 3.6, min E = 1, V = 1.5, λ = 0.5: 3.3 / 0.3 · 0.5 / 0.5 = 11.
    const losses = course([1.5, 1.1, 1], [2, 1.6, 1.5]);
    expect(stopByTrend({ threshold: 10.99, strip: 3 }).reason(losses)).toBe(
      'the trend of its losses is 11.00',
    );
    expect(stopByTrend({ threshold: 11.01, strip: 3 }).reason(losses)).toBeUndefined();
  });

  it('waits for enough evaluations, and goes on while training helps', () => {
    const { reason } = stopByTrend({ threshold: 5, strip: 4 });
    expect(reason(course([1, 1, 1], [9, 9, 9]))).toBeUndefined();
    expect(reason(course([8, 4, 2, 1], [8, 4, 2, 1.1]))).toBeUndefined();
    expect(reason(course([1, 1, 1, 1], [1, 2, 3, 4]))).toMatch(/Infinity/);
    expect(reason(course([1, 1, 1, 1]))).toBeUndefined();
  });
});

describe('a plan', () => {
  const entry = (losses: Readonly<Record<string, number>>): HistoryEntry => ({
    step: 1,
    epoch: 1,
    train: losses,
    weights: {},
    learningRates: {},
    seconds: 0,
  });
  const plan = (tasks: readonly string[], stopped?: readonly string[]): StoppablePlan => ({
    main: 'a',
    tasks: tasks.map((name) => ({ name })),
    taskStopping: stopWithoutGain({ patience: 1, ...(stopped === undefined ? {} : { tasks: stopped }) }),
  });
  const entries = [entry({ a: 1, b: 1, c: 1 }), entry({ a: 1, b: 1, c: 1 })];

  it('never stops its main task, nor one twice', () => {
    const names = (own: StoppablePlan, gone: readonly string[] = []) =>
      tasksToStop(own, entries, new Set(gone)).map(({ task }) => task);
    expect(names(plan(['a', 'b', 'c']))).toEqual(['b', 'c']);
    expect(names(plan(['a', 'b', 'c']), ['b'])).toEqual(['c']);
    expect(names(plan(['a', 'b', 'c'], ['c']))).toEqual(['c']);
    expect(names(plan(['a']))).toEqual([]);
  });

  it.each<[string, StoppablePlan, RegExp]>([
    ['the main task', plan(['a', 'b'], ['a']), /main task 'a' cannot be stopped/],
    ['the only task', plan(['a'], ['a']), /'a' is the only one, and cannot be stopped/],
    ['a task that is not there', plan(['a', 'b'], ['d']), /task 'd' is to be stopped, which is not there/],
  ])('is refused that stops %s', (_, own, message) => {
    expect(() => checkTaskStopping(own)).toThrow(message);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['no patience', () => stopWithoutGain({ patience: 0 }), /'patience'.* is 0/],
    ['a negative change', () => stopWithoutGain({ patience: 1, minDelta: -1 }), /'minDelta'.* is -1/],
    ['no threshold', () => stopByTrend({ threshold: 0 }), /'threshold'.* is 0/],
    ['a strip of one', () => stopByTrend({ threshold: 1, strip: 1 }), /'strip'.* is 1/],
  ])('is refused with %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
