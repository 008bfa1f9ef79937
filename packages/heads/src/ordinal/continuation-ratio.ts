import type { BinaryTargets } from '../losses/binary-cross-entropy.js';
import { sigmoid } from '../probabilities/probabilities.js';

/**
 * Targets of a binary cross entropy whose sum is `−w · log P(rank)`: an item says yes at every rank that it goes
 * beyond, no at its own, and nothing at those above.
 *
 * @param ranks index of each item's rank, −1 where it is missing
 * @param weights weight of each rank
 */
export function continuationTargets(
  ranks: readonly number[],
  weights: readonly number[],
): BinaryTargets & { readonly weight: number } {
  const decisions = weights.length - 1;
  const positive = new Float32Array(ranks.length * decisions);
  const negative = new Float32Array(ranks.length * decisions);
  let weight = 0;
  ranks.forEach((rank, i) => {
    if (rank < 0) return;
    const own = weights[rank] as number;
    positive.fill(own, i * decisions, i * decisions + rank);
    if (rank < decisions) negative[i * decisions + rank] = own;
    weight += own;
  });
  return { positive, negative, weight };
}

/** The probability of each rank, given one logit per rank but the highest for going beyond it once it is reached. */
export function rankProbabilities(logits: ArrayLike<number>): number[] {
  const probabilities: number[] = [];
  let reached = 1;
  for (let rank = 0; rank < logits.length; rank++) {
    const logit = logits[rank] as number;
    probabilities.push(reached * sigmoid(-logit));
    reached *= sigmoid(logit);
  }
  return [...probabilities, reached];
}

/** The lowest rank that is reached or undercut with probability ½ or more. */
export function medianRank(probabilities: readonly number[]): number {
  let below = 0;
  const rank = probabilities.findIndex((probability) => {
    below += probability;
    return below >= 0.5;
  });
  return rank === -1 ? probabilities.length - 1 : rank;
}
