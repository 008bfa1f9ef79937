import type { HistoryEntry, TrainingEvent } from '@tomoni/spec';

type EndEvent = Extract<TrainingEvent, { type: 'end' }>;

/** A duration for people: `8 s`, `1:23`, `2:03:04`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, i) => (i === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}

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
