import { type ScoreTable, TomoniError } from '@tomoni/spec';
import { scoreDirection } from '../metrics/score-direction.js';
import { mean } from '../summary/mean.js';

/** Options of {@link deltaM}. */
export interface DeltaMOptions {
  /** Which way scores are better, by name. Default: as the name usually means. */
  readonly directions?: Readonly<Record<string, 'higher' | 'lower'>>;
  /** What counts alike: tasks, however many scores each has, or scores. Default: `tasks`. */
  readonly average?: 'tasks' | 'scores';
}

/** The gain of a method over several tasks and scores. */
export interface DeltaM {
  /** Mean relative gain, as a fraction: 0.02 is two percent better. */
  readonly value: number;
  /** By task and score: positive where the method is better. */
  readonly gains: ScoreTable;
}

/**
 * Δm, the mean relative gain of a multi-task model over single-task ones, each score with its own direction.
 *
 * Source: Maninis, Radosavovic and Kokkinos, "Attentive single-tasking of multiple tasks", CVPR 2019.
 *
 * @param method scores by task and name
 * @param baseline of the single-task models, with the same tasks and scores
 * @throws TomoniError `invalid-argument` for a score without a known direction, or one that the baseline lacks; `invalid-data` where a baseline is 0 or a score is not finite, for which there is no relative gain
 *
 * @example
 * ```ts
 * import { deltaM } from '@tomoni/statistics';
 *
 * const single = { interest: { rmse: 0.72 }, topic: { accuracy: 0.9 } };
 * const multi = { interest: { rmse: 0.684 }, topic: { accuracy: 0.909 } };
 * console.log(deltaM(multi, single).value); // 0.03, up to rounding
 * ```
 */
export function deltaM(method: ScoreTable, baseline: ScoreTable, options: DeltaMOptions = {}): DeltaM {
  const { directions = {}, average = 'tasks' } = options;
  const gains = Object.fromEntries(
    Object.entries(method).map(([task, scores]) => [
      task,
      Object.fromEntries(
        Object.entries(scores).map(([name, score]) => {
          const better = directions[name] ?? scoreDirection(name);
          return [name, relativeGain(score, baseline[task]?.[name], better, name, task)];
        }),
      ),
    ]),
  );
  const byTask = Object.values(gains).map((scores) => Object.values(scores));
  if (byTask.length === 0 || byTask.some((scores) => scores.length === 0))
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'There is no task, or a task without a score.',
      remedy: 'Give each task at least one score.',
    });
  return { value: mean(average === 'tasks' ? byTask.map(mean) : byTask.flat()), gains };
}

function relativeGain(
  score: number,
  baseline: number | undefined,
  better: 'higher' | 'lower' | undefined,
  name: string,
  task: string,
): number {
  if (better === undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `It is not known whether higher or lower values of '${name}' are better.`,
      where: { task },
      remedy: `Say so: { directions: { '${name}': 'higher' } }.`,
    });
  if (baseline === undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The baseline has no score '${name}'.`,
      where: { task },
      remedy: 'Give the same scores of both.',
    });
  if (baseline === 0 || !Number.isFinite(baseline) || !Number.isFinite(score))
    throw new TomoniError({
      code: 'invalid-data',
      what: `There is no relative gain of '${name}' from ${baseline} to ${score}.`,
      where: { task },
      remedy: 'Leave the score out, or take another whose baseline is not 0.',
    });
  const gain = (score - baseline) / Math.abs(baseline);
  return better === 'higher' ? gain : 0 - gain;
}
