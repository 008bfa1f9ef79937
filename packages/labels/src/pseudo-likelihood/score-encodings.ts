import type { Encoder, Encoding } from '@tomoni/spec';
import { type MaskedLanguageModel, type MaskedPredictor, maskedPredictor } from './masked-predictor.js';
import type { PseudoLikelihoodVariant } from './masking-sets.js';
import { openScoreLog, scoreKey } from './score-log.js';
import { scoreTokens, type TokenScores } from './token-scores.js';

/** How pseudo-likelihoods are computed. */
export interface ScoringOptions {
  /** What reads token probabilities off the last layer: `maskedLanguageModel()` of `@tomoni/heads`. It starts from the encoder's checkpoint. */
  readonly head: MaskedLanguageModel;
  /** What is masked while a token is scored. Default `word-l2r`. */
  readonly variant?: PseudoLikelihoodVariant;
  /** Most tokens of a forward pass, padding included: a text with more masked copies is scored in several. Default 4096. */
  readonly batchTokens?: number;
  /** File that scores are written to as they come, and read from: what stands there is not computed again. */
  readonly log?: string;
  readonly signal?: AbortSignal;
  /** Called with the distinct texts done, those in the log among them. */
  readonly progress?: (done: number, total: number) => void;
}

/** Scores of encodings, and what they cost. */
export interface ScoredEncodings {
  /** One per encoding; equal encodings have the same one. */
  readonly scores: readonly TokenScores[];
  /** Masked copies that a forward pass was run for. */
  readonly copies: number;
}

/**
 * Log probabilities of the tokens of some encodings, each distinct encoding scored once. A token of an encoding that is longer
 * than the model reads is scored in the middle of as much as it reads.
 *
 * @throws TomoniError as {@link maskedPredictor}, `mismatch` where the log is of another model, `aborted` where the signal fires
 */
export async function scoreEncodings(
  encoder: Encoder,
  encodings: readonly Encoding[],
  options: ScoringOptions,
): Promise<ScoredEncodings> {
  const predictor = maskedPredictor(encoder, options.head);
  try {
    return await score(encoder, predictor, encodings, options);
  } finally {
    predictor.dispose();
  }
}

async function score(
  encoder: Encoder,
  predictor: MaskedPredictor,
  encodings: readonly Encoding[],
  { variant = 'word-l2r', batchTokens = 4096, log: path, signal, progress }: ScoringOptions,
): Promise<ScoredEncodings> {
  const log = path === undefined ? undefined : await openScoreLog(path, encoder, predictor, variant);
  const keys = encodings.map(scoreKey);
  const distinct = new Map(keys.map((key, i) => [key, encodings[i] as Encoding]));
  const scores = new Map(log?.known);
  const missing = [...distinct].filter(([key]) => !scores.has(key));
  let done = distinct.size - missing.length;
  let copies = 0;
  progress?.(done, distinct.size);
  const chunks = scoreTokens(
    predictor,
    missing.map(([, encoding]) => encoding),
    { variant, batchTokens, signal },
  );
  for await (const chunk of chunks) {
    const fresh = new Map([...chunk.scores].map(([i, own]) => [missing[i]?.[0] as string, own]));
    await log?.append(fresh);
    for (const [key, own] of fresh) scores.set(key, own);
    copies += chunk.copies;
    done += fresh.size;
    progress?.(done, distinct.size);
  }
  return { scores: keys.map((key) => scores.get(key) as TokenScores), copies };
}
