import type { StepOutcome } from './training-step.js';

/** Sums since the last evaluation, one number per task: plain data. */
export interface TallyState {
  readonly losses: readonly number[];
  readonly labelled: readonly number[];
  readonly weights: readonly number[];
  /** Steps in which the task had a labelled row. */
  readonly steps: readonly number[];
}

/** Adds up losses and weights between evaluations. */
export interface Tally {
  add(outcome: StepOutcome): void;
  /** Mean loss per labelled item, by task; tasks without one are left out. */
  losses(): Record<string, number>;
  /** Mean weight over the steps in which the task had a labelled row, by task; tasks without one are left out. */
  weights(): Record<string, number>;
  state(): TallyState;
}

/** Starts from zero, or from a saved state. */
export function createTally(tasks: readonly string[], saved?: TallyState): Tally {
  const sums = (name: keyof TallyState) => Float64Array.from(tasks, (_, i) => saved?.[name][i] ?? 0);
  const [losses, labelled, weights, steps] = [
    sums('losses'),
    sums('labelled'),
    sums('weights'),
    sums('steps'),
  ];
  const means = (totals: Float64Array, counts: Float64Array) =>
    Object.fromEntries(
      tasks.flatMap((task, i) => {
        const count = counts[i] as number;
        return count > 0 ? [[task, (totals[i] as number) / count]] : [];
      }),
    );
  return {
    add: (outcome) => {
      for (let i = 0; i < tasks.length; i++) {
        const weight = outcome.labelled[i] as number;
        if (weight === 0) continue;
        losses[i] = (losses[i] as number) + (outcome.losses[i] as number) * weight;
        labelled[i] = (labelled[i] as number) + weight;
        weights[i] = (weights[i] as number) + (outcome.weights[i] as number);
        steps[i] = (steps[i] as number) + 1;
      }
    },
    losses: () => means(losses, labelled),
    weights: () => means(weights, steps),
    state: () => ({
      losses: [...losses],
      labelled: [...labelled],
      weights: [...weights],
      steps: [...steps],
    }),
  };
}
