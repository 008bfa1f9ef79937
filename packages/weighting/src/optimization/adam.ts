import type { Memory } from '../contract/memory.js';

/** Numbers that Adam learns, with its moments, one of each per task. */
export interface AdamMemory extends Memory {
  readonly values: readonly number[];
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** Steps that each number has taken. */
  readonly steps: readonly number[];
}

const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const EPSILON = 1e-8;

/** Numbers before the first step. */
export function adamStart(values: readonly number[]): AdamMemory {
  const zeros = values.map(() => 0);
  return { values, first: zeros, second: zeros, steps: zeros };
}

/**
 * One step of Adam (Kingma and Ba 2015) with β = (0.9, 0.999) and ε = 1e-8.
 *
 * @param gradient of each number; `undefined` where it is not known, and the number stays as it is
 * @param decay L2 penalty, added to the gradient as PyTorch's `Adam` does
 */
export function adamStep(
  memory: AdamMemory,
  gradient: readonly (number | undefined)[],
  rate: number,
  decay = 0,
): AdamMemory {
  const values = [...memory.values];
  const first = [...memory.first];
  const second = [...memory.second];
  const steps = [...memory.steps];
  for (const [i, slope] of gradient.entries()) {
    if (slope === undefined) continue;
    const g = slope + decay * (values[i] as number);
    const count = (steps[i] as number) + 1;
    const m = FIRST_DECAY * (first[i] as number) + (1 - FIRST_DECAY) * g;
    const v = SECOND_DECAY * (second[i] as number) + (1 - SECOND_DECAY) * g * g;
    values[i] =
      (values[i] as number) -
      (rate * (m / (1 - FIRST_DECAY ** count))) / (Math.sqrt(v / (1 - SECOND_DECAY ** count)) + EPSILON);
    first[i] = m;
    second[i] = v;
    steps[i] = count;
  }
  return { values, first, second, steps };
}
