import { type ScoreTable, TomoniError, type TrainingHistory } from '@tomoni/spec';
import type { FittedTask } from '../data/fitted-task.js';
import type { Monitor, Plan } from '../plan/plan.js';

/** What early stopping watches. */
export interface Watch {
  readonly description: TrainingHistory['monitor'];
  /** The value in an evaluation; `weights` are the tasks' mean weights since the one before. */
  value(scores: ScoreTable, weights: Readonly<Record<string, number>>): number;
}

/** @throws TomoniError `invalid-argument` where the plan watches a task or a score that is not there, or one whose direction nobody knows */
export function watch(plan: Plan, tasks: readonly FittedTask[]): Watch {
  const monitor = plan.stopping.monitor;
  if (typeof monitor === 'object' && 'total' in monitor) return watchTotal;
  const { task, score, better } =
    typeof monitor === 'string' ? { task: monitor, score: 'loss', better: undefined } : monitor;
  const fitted = tasks.find(({ plan: { name } }) => name === task);
  if (fitted === undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Early stopping watches the task '${task}', which is not there; the tasks are ${tasks.map(({ plan: { name } }) => `'${name}'`).join(', ')}.`,
      remedy: 'Name one of them.',
    });
  return {
    description: { task, score, better: better ?? direction(fitted, score, monitor) },
    value: (scores) => {
      const value = scores[task]?.[score];
      if (value !== undefined) return value;
      throw new TomoniError({
        code: 'invalid-argument',
        what: `Early stopping watches the score '${score}', which the task does not report; it reports ${Object.keys(scores[task] ?? {}).join(', ')}.`,
        where: { task },
        remedy: 'Name one of these, and give validation rows that have its labels.',
      });
    },
  };
}

const watchTotal: Watch = {
  description: { task: 'all tasks', score: 'loss', better: 'lower' },
  value: (scores, weights) =>
    Object.entries(scores).reduce((sum, [task, { loss }]) => sum + (weights[task] ?? 1) * (loss ?? 0), 0),
};

function direction({ head }: FittedTask, score: string, monitor: Monitor): 'higher' | 'lower' {
  if (score === 'loss') return 'lower';
  if (score === head.score.name) return head.score.better;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `Early stopping watches the score '${score}' without saying whether higher or lower is better.`,
    remedy: `Write { task, score: '${score}', better: 'higher' } or 'lower' in place of ${JSON.stringify(monitor)}.`,
  });
}
