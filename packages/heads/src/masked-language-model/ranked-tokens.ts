import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Vocabulary } from '@tomoni/spec';
import { logitRows } from '../layers/logit-rows.js';

/** A token of the vocabulary with its probability at some position. */
export type RankedToken = {
  readonly token: string;
  /** Vocabulary index of the token. */
  readonly id: number;
  readonly probability: number;
};

/**
 * The likeliest tokens of each row of logits `[positions, vocabulary]`, the best first.
 *
 * @throws TomoniError `not-finite` where a score is not a finite number
 */
export async function rankTokens(
  logits: Tensor2D,
  count: number,
  vocabulary: Vocabulary,
  task: string,
): Promise<RankedToken[][]> {
  const [rows, size] = logits.shape;
  if (rows === 0) return [];
  const [best, places] = tf.tidy(() => {
    const { values, indices } = tf.topk(logits, Math.min(count, size));
    const total = tf.expandDims(tf.logSumExp(logits, 1) as Tensor1D, 1);
    return [tf.sub<Tensor2D>(values, total), indices as Tensor2D];
  });
  try {
    const [scores, ids] = await Promise.all([logitRows(best, task), places.array()]);
    return scores.map((row, i) =>
      Array.from(row, (score, k) => {
        const id = ids[i]?.[k] as number;
        return { token: vocabulary.tokenOf(id) ?? `#${id}`, id, probability: Math.exp(score) };
      }),
    );
  } finally {
    tf.dispose([best, places]);
  }
}
