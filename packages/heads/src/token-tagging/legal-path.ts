import { beginState, insideState, isInside, tagOf } from './iob2.js';

/**
 * The legal sequence of IOB2 states with the highest probability (Viterbi's algorithm).
 *
 * Every state but the inside ones may follow any state, so that a step costs as many operations as there are states.
 *
 * @param scores log probabilities `[units][states]`
 */
export function mostLikelyPath(scores: readonly ArrayLike<number>[]): number[] {
  const origins: number[][] = [];
  let totals: readonly number[] = [];
  scores.forEach((row, unit) => {
    const best = indexOfLargest(totals);
    const origin = Array.from(row, (_, state) => (isInside(state) ? ownPredecessor(totals, state) : best));
    totals = Array.from(row, (score, state) => {
      if (unit === 0) return isInside(state) ? Number.NEGATIVE_INFINITY : score;
      return score + (totals[origin[state] as number] as number);
    });
    origins.push(origin);
  });
  const path: number[] = [];
  let state = indexOfLargest(totals);
  for (let unit = scores.length - 1; unit >= 0; unit--) {
    path.unshift(state);
    state = (origins[unit] as number[])[state] as number;
  }
  return path;
}

/** The better of the two states that an inside state may follow. */
function ownPredecessor(totals: readonly number[], inside: number): number {
  const begin = beginState(tagOf(inside));
  return (totals[begin] as number) >= (totals[insideState(tagOf(inside))] as number) ? begin : inside;
}

function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
