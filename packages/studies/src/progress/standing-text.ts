import type { StudyStanding } from '../study/study-event.js';

/** How far a study has come, in words: `12 of 320 trials, 1 failed, 1:23 left`. */
export function standingText({ total, finished, failed, secondsLeft }: StudyStanding): string {
  return [
    total === undefined ? `${finished} trials` : `${finished} of ${total} trials`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(secondsLeft === undefined || finished === total ? [] : [`${durationText(secondsLeft)} left`]),
  ].join(', ');
}

/** A duration for people: `8 s`, `1:23`, `2:03:04`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, i) => (i === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}
