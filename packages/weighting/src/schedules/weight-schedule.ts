import type { Step } from '@tomoni/spec';
import { TomoniError } from '@tomoni/spec';

/** A weight that changes with the number of updates done. */
export interface ScheduledWeight {
  /** The course of the weight in words, as `explain()` prints it. */
  readonly description: string;
  /** The weight of a step. */
  at(step: Pick<Step, 'index' | 'epoch'>): number;
}

/** A weight that stays, or one that changes. */
export type WeightSchedule = number | ScheduledWeight;

/** The value of a weight in a step. */
export function weightAt(weight: WeightSchedule, step: Pick<Step, 'index' | 'epoch'>): number {
  return typeof weight === 'number' ? weight : weight.at(step);
}

/** A weight in words. */
export function describeWeight(weight: WeightSchedule): string {
  return typeof weight === 'number' ? String(weight) : weight.description;
}

/** @throws TomoniError `invalid-argument` where the value cannot be a weight */
export function checkWeight(value: number, what: string): void {
  if (!(Number.isFinite(value) && value >= 0))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `${what} is ${value}.`,
      remedy: 'Give a finite number of at least 0.',
    });
}

/** @throws TomoniError `invalid-argument` where the value is not a number of steps */
export function checkSteps(value: number, what: string, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `${what} is ${value}.`,
      remedy: `Give a whole number of at least ${least}.`,
    });
}
