import type { StepOutcome } from './training-step.js';

/** Sums since the last evaluation, one number per task: plain data. */
export interface TallyState {
  readonly losses: readonly number[];
  readonly labelled: readonly number[];
  readonly weights: readonly number[];
  readonly steps: number;
}

/** Adds up losses and weights between evaluations. */
export interface Tally {
  add(outcome: StepOutcome): void;
  /** Mean loss per labelled item, by task; tasks without one are left out. */
  losses(): Record<string, number>;
  /** Mean weight per step, by task. */
  weights(): Record<string, number>;
  state(): TallyState;
}

/** Starts from zero, or from a saved state. */
export function createTally(tasks: readonly string[], saved?: TallyState): Tally {
  const losses = Float64Array.from(tasks, (_, i) => saved?.losses[i] ?? 0);
  const labelled = Float64Array.from(tasks, (_, i) => saved?.labelled[i] ?? 0);
  const weights = Float64Array.from(tasks, (_, i) => saved?.weights[i] ?? 0);
  let steps = saved?.steps ?? 0;
  const byTask = (values: (i: number) => number | undefined) =>
    Object.fromEntries(
      tasks.flatMap((task, i) => {
        const value = values(i);
        return value === undefined ? [] : [[task, value]];
      }),
    );
  return {
    add: (outcome) => {
      steps++;
      for (let i = 0; i < tasks.length; i++) {
        const weight = outcome.labelled[i] as number;
        weights[i] = (weights[i] as number) + (outcome.weights[i] as number);
        if (weight === 0) continue;
        losses[i] = (losses[i] as number) + (outcome.losses[i] as number) * weight;
        labelled[i] = (labelled[i] as number) + weight;
      }
    },
    losses: () =>
      byTask((i) =>
        (labelled[i] as number) > 0 ? (losses[i] as number) / (labelled[i] as number) : undefined,
      ),
    weights: () => byTask((i) => (weights[i] as number) / Math.max(steps, 1)),
    state: () => ({ losses: [...losses], labelled: [...labelled], weights: [...weights], steps }),
  };
}
