const higher = [
  'accuracy',
  'exactMatch',
  'f1',
  'kappa',
  'kendall',
  'macroF1',
  'mcc',
  'microF1',
  'pearson',
  'precision',
  'quadraticKappa',
  'r2',
  'recall',
  'samplesF1',
  'spearman',
  'tokenAccuracy',
  'weightedF1',
];
const lower = [
  'brier',
  'calibrationError',
  'cutSpans',
  'hammingLoss',
  'loss',
  'mae',
  'mse',
  'perplexity',
  'rmse',
];

/**
 * Whether higher or lower values of a score are better, by its usual name; `undefined` for a name that has no usual meaning.
 *
 * @example
 * ```ts
 * import { scoreDirection } from '@tomoni/statistics';
 *
 * console.log(scoreDirection('rmse'), scoreDirection('macroF1')); // lower higher
 * ```
 */
export function scoreDirection(score: string): 'higher' | 'lower' | undefined {
  if (higher.includes(score)) return 'higher';
  return lower.includes(score) ? 'lower' : undefined;
}
