import { setImmediate } from 'node:timers/promises';
import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type Encoding, type Positions, TomoniError } from '@tomoni/spec';
import { batchesOf, contentKey, type MaskedCopy, maskedCopies } from './masked-copies.js';
import type { MaskedPredictor } from './masked-predictor.js';
import { maskingSets, type PseudoLikelihoodVariant } from './masking-sets.js';

/** Log probability of each token of an encoding; `NaN` for those that are not scored. */
export type TokenScores = Float32Array;

/** The scores of some encodings that are done. */
export interface ScoredChunk {
  /** By index of the encoding. */
  readonly scores: ReadonlyMap<number, TokenScores>;
  /** Tokens that were scored. */
  readonly tokens: number;
  /** Masked copies that a forward pass was run for. */
  readonly copies: number;
}

/** How encodings are scored. */
export interface TokenScoringOptions {
  readonly variant: PseudoLikelihoodVariant;
  /** Most tokens of a forward pass, padding included. */
  readonly batchTokens: number;
  readonly signal?: AbortSignal | undefined;
}

/** Batches whose copies are compared with one another. */
const batchesPerChunk = 8;

/**
 * Scores the tokens of encodings, chunk by chunk: texts of about the same length stand together, so that hardly anything
 * is padded, and of those the ones that begin alike.
 *
 * @throws TomoniError `aborted` where the signal fires
 */
export async function* scoreTokens(
  predictor: MaskedPredictor,
  encodings: readonly Encoding[],
  { variant, batchTokens, signal }: TokenScoringOptions,
): AsyncGenerator<ScoredChunk> {
  const order = encodings
    .map((encoding, text) => ({ text, encoding, key: contentKey(encoding.ids, encoding.typeIds) }))
    .sort((a, b) => a.encoding.ids.length - b.encoding.ids.length || (a.key < b.key ? -1 : 1));
  for (let start = 0; start < order.length; ) {
    throwIfAborted(signal);
    const chunk: { text: number; encoding: Encoding; sets: ReturnType<typeof maskingSets> }[] = [];
    let size = 0;
    while (start < order.length && (chunk.length === 0 || size < batchesPerChunk * batchTokens)) {
      const { text, encoding } = order[start++] as (typeof order)[number];
      const sets = maskingSets(encoding, variant);
      chunk.push({ text, encoding, sets });
      size += sets.length * Math.min(encoding.ids.length, predictor.longest);
    }
    const scores = new Map(
      chunk.map(({ text, encoding }) => [text, new Float32Array(encoding.ids.length).fill(Number.NaN)]),
    );
    const copies = maskedCopies(chunk, predictor, predictor.longest);
    await scoreBatches(predictor, batchesOf(copies, batchTokens), scores, signal);
    const tokens = copies.reduce((sum, { targets }) => sum + targets.length, 0);
    yield { scores, tokens, copies: copies.length };
  }
}

/** The vocabulary is scored for all batches in one go: a product of few rows takes almost the time of one of many. */
async function scoreBatches(
  predictor: MaskedPredictor,
  batches: readonly (readonly MaskedCopy[])[],
  scores: ReadonlyMap<number, Float32Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const asked = batches.map((batch) => ({ batch, ...questionsOf(batch) }));
  const features: Tensor2D[] = [];
  try {
    for (const { batch, positions } of asked) {
      throwIfAborted(signal);
      features.push(
        await predictor.features(
          batch.map(({ encoding }) => encoding),
          positions,
        ),
      );
      await setImmediate();
    }
    const ids = Int32Array.from(asked.flatMap(({ questions }) => questions.map(({ id }) => id)));
    const answers = await predictor.logProbabilities(features, ids);
    let first = 0;
    for (const { batch, places, questions } of asked) {
      batch.forEach(({ targets }, row) => {
        for (const { text, position, column, id } of targets) {
          const own = scores.get(text) as Float32Array;
          own[position] = answers[first + (places.get(placeKey(row, column, id)) as number)] as number;
        }
      });
      first += questions.length;
    }
  } finally {
    tf.dispose(features);
  }
}

/** What has to be asked of a batch, each question once. */
function questionsOf(batch: readonly MaskedCopy[]) {
  const places = new Map<string, number>();
  const questions: { row: number; column: number; id: number }[] = [];
  batch.forEach(({ targets }, row) => {
    for (const { column, id } of targets) {
      const key = placeKey(row, column, id);
      if (places.has(key)) continue;
      places.set(key, questions.length);
      questions.push({ row, column, id });
    }
  });
  const positions: Positions = {
    rows: Int32Array.from(questions, ({ row }) => row),
    columns: Int32Array.from(questions, ({ column }) => column),
  };
  return { positions, places, questions };
}

function placeKey(row: number, column: number, id: number): string {
  return `${row},${column},${id}`;
}

/** @throws TomoniError `aborted` where the signal has fired */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new TomoniError({
      code: 'aborted',
      what: 'The scoring of texts was stopped by its signal.',
      remedy: 'What was written to the log is not scored again.',
      cause: signal.reason,
    });
}
