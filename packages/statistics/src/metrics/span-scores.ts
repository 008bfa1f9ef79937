import type { TaggedSpan } from '@tomoni/spec';
import { requireEqualLengths } from '../numeric/checks.js';
import { type ClassScores, classScores, type F1Averages, f1Averages } from './f1-averages.js';

/** Scores of tagged spans. */
export interface SpanScores extends F1Averages {
  /** By tag: those that were actual or predicted at least once, sorted by name. */
  readonly perTag: Readonly<Record<string, ClassScores>>;
}

/**
 * Precision, recall and F1 of tagged spans: a predicted span is right where start, end and tag all are; 0 where one is not defined.
 *
 * A span given twice in a text counts once. The same scores as seqeval's (CoNLL-2000) on IOB2 tags.
 *
 * @param actual the true spans of each text
 * @param predicted the predicted spans of each text
 * @throws TomoniError `invalid-argument` where the numbers of texts differ
 *
 * @example
 * ```ts
 * import { spanScores } from '@tomoni/statistics';
 *
 * const { micro, perTag } = spanScores(
 *   [[{ start: 0, end: 5, tag: 'noun' }, { start: 6, end: 9, tag: 'verb' }]],
 *   [[{ start: 0, end: 5, tag: 'noun' }]],
 * );
 * console.log(micro.recall, perTag.noun?.f1); // 0.5 1
 * ```
 */
export function spanScores(
  actual: readonly (readonly TaggedSpan[])[],
  predicted: readonly (readonly TaggedSpan[])[],
): SpanScores {
  requireEqualLengths(actual, predicted, ['texts with actual spans', 'texts with predicted spans']);
  const counts = new Map<string, { correct: number; predicted: number; actual: number }>();
  const countOf = (tag: string) => {
    const known = counts.get(tag);
    if (known !== undefined) return known;
    const fresh = { correct: 0, predicted: 0, actual: 0 };
    counts.set(tag, fresh);
    return fresh;
  };
  actual.forEach((spans, i) => {
    const truths = distinct(spans);
    const guesses = distinct(predicted[i] as readonly TaggedSpan[]);
    for (const { tag } of truths.values()) countOf(tag).actual++;
    for (const [key, { tag }] of guesses) {
      const count = countOf(tag);
      count.predicted++;
      if (truths.has(key)) count.correct++;
    }
  });
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    perTag: Object.fromEntries(sorted.map(([tag, count]) => [tag, classScores(count)])),
    ...f1Averages(sorted.map(([, count]) => count)),
  };
}

function distinct(spans: readonly TaggedSpan[]): Map<string, TaggedSpan> {
  return new Map(spans.map((span) => [`${span.start} ${span.end} ${span.tag}`, span]));
}
