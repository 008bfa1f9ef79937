import type { HistoryEntry, TrainingEvent } from '@tomoni/spec';
import { durationFormat } from '@tomoni/statistics';

type EndEvent = Extract<TrainingEvent, { type: 'end' }>;

/** A duration for people. */
export const durationText = durationFormat();

/** Losses by task: `interest 0.432, pos 1.21`. */
export function lossesText(losses: Readonly<Record<string, number>>): string {
  return Object.entries(losses)
    .map(([task, loss]) => `${task} ${loss.toPrecision(3)}`)
    .join(', ');
}

/** The validation losses of an evaluation; `undefined` where there was no validation. */
export function validationText(entry: HistoryEntry): string | undefined {
  if (entry.validation === undefined) return undefined;
  const losses = Object.entries(entry.validation).map(([task, scores]) => [task, scores.loss ?? Number.NaN]);
  return `validation ${lossesText(Object.fromEntries(losses))}`;
}

const reasons: Readonly<Record<EndEvent['reason'], string>> = {
  epochs: 'all epochs are done',
  steps: 'all steps are done',
  patience: 'patience is used up',
  callback: 'a callback asked for it',
};

/** How a run ended, in one line. */
export function endText({ reason, history }: EndEvent): string {
  const last = history.entries.at(-1);
  const { best, monitor, cache } = history;
  return [
    `done, as ${reasons[reason]}`,
    ...(last
      ? [`step ${last.step}, epoch ${Number(last.epoch.toFixed(2))}, ${durationText(last.seconds)}`]
      : []),
    ...(best
      ? [`best at step ${best.step}: ${monitor.task} ${monitor.score} ${best.value.toPrecision(4)}`]
      : []),
    ...(cache ? [`frozen layers found ${cache.hits} times, run for ${cache.misses} texts`] : []),
  ].join('; ');
}
