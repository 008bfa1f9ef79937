import { logSumExp } from '../probabilities/probabilities.js';
import { beginState, insideState, isInside, type TaggedRun, tagOf } from './iob2.js';

/**
 * The probability of runs, each with exactly its edges and its tag, among all legal sequences of IOB2 states.
 *
 * The units' probabilities are taken as independent but for legality, as in a linear-chain conditional random field
 * whose transitions are allowed or not; sums run forwards and backwards over the text.
 *
 * @param scores log probabilities `[units][states]`
 * @returns a function from a run to its probability in [0, 1]
 */
export function runProbabilities(scores: readonly ArrayLike<number>[]): (run: TaggedRun) => number {
  const states = Array.from(scores[0] ?? [], (_, state) => state);
  const free = states.filter((state) => !isInside(state));
  const score = (unit: number, state: number) => (scores[unit] as ArrayLike<number>)[state] as number;

  /** Log mass of all ways through the units before `unit`. */
  const before = [0];
  let masses: readonly number[] = [];
  for (let unit = 0; unit < scores.length; unit++) {
    const previous = masses;
    const any = before[unit] as number;
    masses = states.map((state) => {
      if (!isInside(state)) return score(unit, state) + any;
      if (unit === 0) return Number.NEGATIVE_INFINITY;
      const begin = previous[beginState(tagOf(state))] as number;
      return score(unit, state) + logSumExp([begin, previous[state] as number]);
    });
    before.push(logSumExp(masses));
  }
  const total = before[scores.length] as number;

  /** Log mass of all ways from `unit` to the end that do not go on with a tag. */
  const fresh = new Array<number>(scores.length + 1).fill(0);
  let after: readonly number[] = states.map(() => 0);
  for (let unit = scores.length - 1; unit >= 0; unit--) {
    const entered = states.map((state) => score(unit, state) + (after[state] as number));
    fresh[unit] = logSumExp(free.map((state) => entered[state] as number));
    after = states.map((state) => {
      const tag = tagOf(state);
      const going = tag < 0 ? [] : [entered[insideState(tag)] as number];
      return logSumExp([fresh[unit] as number, ...going]);
    });
  }

  return ({ first, last, tag }) => {
    let own = score(first, beginState(tag));
    for (let unit = first + 1; unit <= last; unit++) own += score(unit, insideState(tag));
    return Math.min(1, Math.exp((before[first] as number) + own + (fresh[last + 1] as number) - total));
  };
}
