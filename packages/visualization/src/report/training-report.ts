import type { TrainingHistory } from '@tomoni/spec';
import { numberText } from '../axes/number-text.js';
import { gradientSections } from '../gradients/gradient-sections.js';
import { learningCurvesSvg } from '../learning-curves/learning-curves-svg.js';
import { type ReportOptions, report } from './report.js';

/** Options of {@link trainingReport}. */
export interface TrainingReportOptions extends Pick<ReportOptions, 'language'> {
  /** Default: `Training run`. */
  readonly title?: string;
}

/**
 * Writes one HTML page about a training run: how it ended, its learning curves, and, where its gradients were compared,
 * how the tasks shared its updates and where they were in conflict.
 *
 * @example
 * ```ts
 * import type { TrainingHistory } from '@tomoni/spec';
 * import { display, trainingReport } from '@tomoni/visualization';
 *
 * export function show(history: TrainingHistory): void {
 *   display(trainingReport(history, { title: 'Spam, and two tasks beside it' }));
 * }
 * ```
 */
export function trainingReport(history: TrainingHistory, options: TrainingReportOptions = {}): string {
  const { title = 'Training run', language } = options;
  const { tasks, gradients } = history;
  return report({
    title,
    ...(language === undefined ? {} : { language }),
    sections: [
      { kind: 'facts', facts: factsOf(history) },
      { kind: 'heading', text: 'Learning curves' },
      { kind: 'figure', svg: learningCurvesSvg([{ name: 'run', history }]) },
      ...(gradients === undefined ? [] : gradientSections(gradients, { tasks })),
    ],
  });
}

function factsOf({
  tasks,
  entries,
  monitor,
  best,
  stopped,
  cache,
}: TrainingHistory): Record<string, string | number> {
  const last = entries.at(-1);
  const read = cache === undefined ? 0 : cache.hits + cache.misses;
  return {
    tasks: tasks.join(', '),
    ...(last && {
      updates: last.step,
      epochs: numberText(last.epoch),
      seconds: numberText(last.seconds),
    }),
    watched: `${monitor.score} of ${monitor.task}, ${monitor.better} is better`,
    ...(best && { best: `${numberText(best.value)} after ${best.step} updates` }),
    ...(stopped && {
      'no longer trained': Object.entries(stopped)
        .map(([task, step]) => `${task} after ${step} updates`)
        .join(', '),
    }),
    ...(cache &&
      read > 0 && {
        'frozen layers': `found in the cache for ${numberText((100 * cache.hits) / read)} % of the texts`,
      }),
  };
}
