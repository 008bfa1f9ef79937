import type { TrainingEvent } from '@tomoni/spec';

type StartEvent = Extract<TrainingEvent, { type: 'start' }>;
type StepEvent = Extract<TrainingEvent, { type: 'step' }>;

/** How far a run has come. */
export interface RunProgress {
  /** Updates planned in all. */
  readonly total: number;
  /** Epochs that these take. */
  readonly epochs: number;
  /** Mean loss of each task over the epoch up to here. */
  losses(): Readonly<Record<string, number>>;
  /** Seconds left if all epochs are run; `undefined` before the first step. */
  secondsLeft(): number | undefined;
  add(step: StepEvent): void;
}

/** Follows the steps of a run. */
export function followRun(
  start: StartEvent,
  now: () => number = () => performance.now() / 1000,
): RunProgress {
  const { stepsPerEpoch, totalSteps: total } = start;
  const begun = now();
  let done = start.step;
  let epoch = -1;
  const sums = new Map<string, { sum: number; count: number }>();

  return {
    total,
    epochs: Math.ceil(total / stepsPerEpoch),
    losses: () => Object.fromEntries(Array.from(sums, ([task, { sum, count }]) => [task, sum / count])),
    secondsLeft: () =>
      done === start.step ? undefined : ((now() - begun) / (done - start.step)) * (total - done),
    add(step) {
      if (step.epoch !== epoch) sums.clear();
      epoch = step.epoch;
      done = step.step;
      for (const [task, loss] of Object.entries(step.losses)) {
        const { sum, count } = sums.get(task) ?? { sum: 0, count: 0 };
        sums.set(task, { sum: sum + loss, count: count + 1 });
      }
    },
  };
}
