import type { MaskedTokens, Meter } from '@tomoni/spec';
import { perplexity } from '@tomoni/statistics';
import type { MaskedTokenPrediction } from './masked-language-model.js';

/** Scores of a masked language model. */
export type MaskedLanguageModelScores = {
  /** Fraction of the masked tokens whose likeliest token is the right one. */
  readonly accuracy: number;
  /** `exp` of the mean loss per masked token. */
  readonly perplexity: number;
};

export function maskedLanguageModelMeter(): Meter<
  MaskedTokens,
  readonly MaskedTokenPrediction[],
  MaskedLanguageModelScores
> {
  let right = 0;
  let asked = 0;
  let loss = 0;
  let weight = 0;
  return {
    add(batch) {
      loss += batch.loss;
      weight += batch.weight;
      batch.labels.forEach((label, i) => {
        if (label === undefined) return;
        const answers = batch.predictions[i] ?? [];
        const best = new Map(answers.map(({ position, candidates }) => [position, candidates[0]?.id]));
        asked += label.positions.length;
        label.positions.forEach((position, k) => {
          if (best.get(position) === label.ids[k]) right++;
        });
      });
    },
    scores: () => ({ accuracy: right / asked, perplexity: perplexity(loss / weight) }),
  };
}
