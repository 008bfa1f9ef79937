import { durationFormat } from '@tomoni/statistics';
import type { StudyStanding } from '../study/study-event.js';

const durationText = durationFormat();

/** How far a study has come, in words: `12 of 320 trials, 1 failed, 1:23 left`. */
export function standingText({ total, finished, failed, secondsLeft }: StudyStanding): string {
  return [
    total === undefined ? `${finished} trials` : `${finished} of ${total} trials`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(secondsLeft === undefined || finished === total ? [] : [`${durationText(secondsLeft)} left`]),
  ].join(', ');
}
