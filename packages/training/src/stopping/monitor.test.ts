import { describe, expect, it } from 'vitest';
import type { FittedTask } from '../data/fitted-task.js';
import type { Monitor, Plan } from '../plan/plan.js';
import { watch } from './monitor.js';

const tasks = [
  { plan: { name: 'mood' }, head: { score: { name: 'macroF1', better: 'higher' } } },
  { plan: { name: 'stars' }, head: { score: { name: 'rmse', better: 'lower' } } },
] as unknown as FittedTask[];
const watching = (monitor: Monitor) => watch({ stopping: { monitor } } as unknown as Plan, tasks);
const scores = { mood: { loss: 0.5, macroF1: 0.7, mcc: 0.2 }, stars: { loss: 2, rmse: 1 } };

describe('watch', () => {
  it('takes the loss of a task named alone', () => {
    const { description, value } = watching('stars');
    expect(description).toEqual({ task: 'stars', score: 'loss', better: 'lower' });
    expect(value(scores, {})).toBe(2);
  });

  it('weighs the total loss as training did', () => {
    expect(watching({ total: true }).value(scores, { mood: 1, stars: 0.25 })).toBe(1);
  });

  it('knows the direction of a head’s own score, and asks for that of others', () => {
    expect(watching({ task: 'mood', score: 'macroF1' }).description.better).toBe('higher');
    expect(() => watching({ task: 'mood', score: 'mcc' })).toThrow(/whether higher or lower/);
    expect(watching({ task: 'mood', score: 'mcc', better: 'higher' }).value(scores, {})).toBe(0.2);
  });

  it('names what is not there', () => {
    expect(() => watching('mud')).toThrow(/'mud', which is not there; the tasks are 'mood', 'stars'/);
    const { value } = watching({ task: 'mood', score: 'auc', better: 'higher' });
    expect(() => value(scores, {})).toThrow(/'auc'.*reports loss, macroF1, mcc/);
  });
});
