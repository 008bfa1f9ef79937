import type { Meter } from '@tomoni/spec';
import { halfDeviance } from './deviance.js';

/** How well counts are predicted. */
export type PoissonScores = {
  /** Mean Poisson deviance: 0 at best. */
  readonly deviance: number;
  /** Share of the deviance that is explained: 1 at best, 0 for a prediction of the mean. */
  readonly d2: number;
  /** Mean absolute error. */
  readonly mae: number;
};

export function poissonMeter(): Meter<number, number, PoissonScores> {
  const counts: number[] = [];
  const expected: number[] = [];
  return {
    add({ labels, predictions }) {
      labels.forEach((label, i) => {
        if (label === undefined) return;
        counts.push(label);
        expected.push(predictions[i] as number);
      });
    },
    scores() {
      const mean = average(counts);
      const deviance = average(counts.map((count, i) => 2 * halfDeviance(count, expected[i] as number)));
      return {
        deviance,
        d2: 1 - deviance / average(counts.map((count) => 2 * halfDeviance(count, mean))),
        mae: average(counts.map((count, i) => Math.abs(count - (expected[i] as number)))),
      };
    },
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
