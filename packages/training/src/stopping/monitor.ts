import { type AnyFittedHead, type ScoreTable, TomoniError, type TrainingHistory } from '@tomoni/spec';
import { scoreDirection } from '@tomoni/statistics';
import type { DataSet } from '../data/data-set.js';
import type { Monitor, StoppingPlan, TaskPlan } from '../plan/plan.js';

/** What early stopping watches. */
export interface Watch {
  readonly description: TrainingHistory['monitor'];
  /** The value in an evaluation; `weights` are the tasks' mean weights since the one before. */
  value(scores: ScoreTable, weights: Readonly<Record<string, number>>): number;
}

/** The heads whose scores can be watched. */
export interface WatchedHeads {
  readonly tasks: readonly {
    readonly plan: Pick<TaskPlan, 'name'>;
    readonly head: Pick<AnyFittedHead, 'score'>;
  }[];
  head(task: string): { meter(): { scores(): object } };
}

/** Rows on which it is watched. */
type WatchedRows = readonly Pick<DataSet, 'labels'>[];

/**
 * What a plan watches, checked before the first step.
 *
 * @throws TomoniError `invalid-argument` where the plan watches a task or a score that is not there, one whose direction
 * nobody knows, or one that the validation rows do not tell
 */
export function watch(
  { monitor, patience }: Pick<StoppingPlan, 'monitor' | 'patience'>,
  heads: WatchedHeads,
  validation: WatchedRows,
): Watch {
  if (patience !== undefined && validation.length === 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The run is to stop after ${patience} evaluations without a better value, but there are no validation rows to tell it.`,
      remedy: 'Give validation rows, or leave the patience out.',
    });
  if (typeof monitor === 'object' && 'total' in monitor) return watchTotal;
  const { task, score, better } =
    typeof monitor === 'string' ? { task: monitor, score: 'loss', better: undefined } : monitor;
  const fitted = heads.tasks.find(({ plan: { name } }) => name === task);
  if (fitted === undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Early stopping watches the task '${task}', which is not there; the tasks are ${heads.tasks.map(({ plan: { name } }) => `'${name}'`).join(', ')}.`,
      remedy: 'Name one of them.',
    });
  requireReported(heads, task, score);
  if (validation.length > 0) requireLabelled(validation, task);
  return {
    description: { task, score, better: better ?? direction(fitted.head, score, monitor) },
    value: (scores) => scores[task]?.[score] ?? Number.NaN,
  };
}

const watchTotal: Watch = {
  description: { task: 'all tasks', score: 'loss', better: 'lower' },
  value: (scores, weights) =>
    Object.entries(scores).reduce((sum, [task, { loss = Number.NaN }]) => {
      const weight = weights[task] ?? 1;
      return Number.isNaN(loss) ? sum : sum + (Number.isNaN(weight) ? 1 : weight) * loss;
    }, 0),
};

function requireReported(heads: WatchedHeads, task: string, score: string): void {
  const scores = Object.entries(heads.head(task).meter().scores());
  const reported = scores.flatMap(([name, value]) => (typeof value === 'number' ? [name] : []));
  if (score === 'loss' || reported.includes(score)) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `Early stopping watches the score '${score}', which the task does not report; it reports ${['loss', ...reported].join(', ')}.`,
    where: { task },
    remedy: 'Name one of these.',
  });
}

function requireLabelled(validation: WatchedRows, task: string): void {
  const sources = validation.flatMap(({ labels }) => labels.get(task) ?? []);
  if (sources.some((source) => source.drawn || source.labels.some((label) => label !== undefined))) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: 'Early stopping watches the task, for which no validation row has a label.',
    where: { task },
    remedy: 'Give validation rows that have its labels, or watch another task.',
  });
}

function direction(
  { score: own }: Pick<AnyFittedHead, 'score'>,
  score: string,
  monitor: Monitor,
): 'higher' | 'lower' {
  const known = score === own.name ? own.better : scoreDirection(score);
  if (known !== undefined) return known;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `Early stopping watches the score '${score}' without saying whether higher or lower is better.`,
    remedy: `Write { task, score: '${score}', better: 'higher' } or 'lower' in place of ${JSON.stringify(monitor)}.`,
  });
}
