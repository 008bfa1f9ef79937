import { pick, replaced } from '../contract/situation.js';
import { constant, total } from '../linear-algebra/square-matrix.js';

/** The weights of the present tasks, of sum 1: as kept for all tasks, or uniform where they are all 0. */
export function sharesOf(weights: readonly number[], tasks: readonly number[]): Float64Array {
  const present = pick(weights, tasks);
  const sum = total(present);
  return sum > 0 ? present.map((weight) => weight / sum) : constant(tasks.length, 1 / tasks.length);
}

/** The weights of all tasks with other shares for the present ones, who keep among them what they had together. */
export function withShares(
  weights: readonly number[],
  tasks: readonly number[],
  shares: ArrayLike<number>,
): number[] {
  const together = total(pick(weights, tasks));
  return replaced(weights, tasks, (i) => (shares[i] as number) * together);
}
