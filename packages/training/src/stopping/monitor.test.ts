import { describe, expect, it } from 'vitest';
import type { Monitor } from '../plan/plan.js';
import { type WatchedHeads, watch } from './monitor.js';

const reported: Readonly<Record<string, object>> = {
  mood: { macroF1: 0, deviance: 0, mcc: 0, confusion: [] },
  stars: { rmse: 0 },
};
const heads: WatchedHeads = {
  tasks: [
    { plan: { name: 'mood' }, head: { score: { name: 'macroF1', better: 'higher' } } },
    { plan: { name: 'stars' }, head: { score: { name: 'rmse', better: 'lower' } } },
  ],
  head: (task) => ({ meter: () => ({ scores: () => reported[task] ?? {} }) }),
};
const labelled = (mood: readonly unknown[]) => [
  {
    labels: new Map([
      ['mood', { drawn: false as const, labels: mood }],
      ['stars', { drawn: false as const, labels: [3, 4] }],
    ]),
  },
];
const watching = (monitor: Monitor, validation = labelled(['good', undefined]), patience?: number) =>
  watch({ monitor, patience }, heads, validation);
const scores = { mood: { loss: 0.5, macroF1: 0.7, deviance: 0.2, mcc: 0.1 }, stars: { loss: 2, rmse: 1 } };

describe('watch', () => {
  it('takes the loss of a task named alone', () => {
    const { description, value } = watching('stars');
    expect(description).toEqual({ task: 'stars', score: 'loss', better: 'lower' });
    expect(value(scores, {})).toBe(2);
  });

  it('weighs the total loss as training did', () => {
    expect(watching({ total: true }).value(scores, { mood: 1, stars: 0.25 })).toBe(1);
  });

  it('knows the direction of a head’s own score and of the usual ones, and asks for that of others', () => {
    expect(watching({ task: 'mood', score: 'macroF1' }).description.better).toBe('higher');
    expect(watching({ task: 'mood', score: 'mcc' }).description.better).toBe('higher');
    expect(() => watching({ task: 'mood', score: 'deviance' })).toThrow(/whether higher or lower/);
    const { description, value } = watching({ task: 'mood', score: 'deviance', better: 'lower' });
    expect([description.better, value(scores, {})]).toEqual(['lower', 0.2]);
  });

  it('names what is not there', () => {
    expect(() => watching('mud')).toThrow(/'mud', which is not there; the tasks are 'mood', 'stars'/);
    expect(() => watching({ task: 'mood', score: 'auc', better: 'higher' })).toThrow(
      /'auc'.*reports loss, macroF1, deviance, mcc\./,
    );
  });

  it('refuses what the validation rows cannot tell', () => {
    expect(() => watching('mood', labelled([undefined, undefined]))).toThrow(
      /no validation row has a label.*mood/,
    );
    expect(() => watching('mood', [], 3)).toThrow(/no validation rows to tell/);
    expect(watching('mood', []).description.task).toBe('mood');
  });

  it('takes a score that is not defined for one that is not better', () => {
    const value = (macroF1: number) =>
      watching({ task: 'mood', score: 'macroF1' }).value({ mood: { loss: 1, macroF1 } }, {});
    expect(value(Number.NaN)).toBeNaN();
    const total = watching({ total: true }).value({ mood: { loss: Number.NaN }, stars: { loss: 2 } }, {});
    expect(total).toBe(2);
  });
});
