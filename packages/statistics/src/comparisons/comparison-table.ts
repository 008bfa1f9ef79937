import { decimalFormat } from '../formats/decimal.js';
import { intervalFormat } from '../formats/interval.js';
import { pValueFormat } from '../formats/p-value.js';
import { spreadFormat } from '../formats/spread.js';
import { type Table, table } from '../tables/table.js';
import { type ComparisonOptions, compareRuns, type RunComparison, type RunScores } from './compare-runs.js';

/** Options of {@link comparisonTable}. */
export interface ComparisonTableOptions<Results extends RunScores = RunScores>
  extends ComparisonOptions<Results> {
  /** Decimals of the scores. Default: so many that the largest standard deviation shows two digits. */
  readonly digits?: number;
  readonly caption?: string;
}

const correctionNames = {
  holm: 'Holm',
  'benjamini-hochberg': 'Benjamini–Hochberg',
  bonferroni: 'Bonferroni',
  none: 'none',
} as const;

/**
 * The table of methods over several runs: mean ± standard deviation, and against the baseline the difference with its interval, p-value and effect size.
 *
 * @throws TomoniError as {@link compareRuns}
 *
 * @example
 * ```ts
 * import { comparisonTable, toText } from '@tomoni/statistics';
 *
 * const results = comparisonTable({
 *   metric: 'RMSE',
 *   higherIsBetter: false,
 *   baseline: 'single-task',
 *   results: { 'single-task': [0.71, 0.74, 0.72], 'multi-task': [0.69, 0.68, 0.7] },
 * });
 * console.log(toText(results));
 * ```
 */
export function comparisonTable<Results extends RunScores>(options: ComparisonTableOptions<Results>): Table {
  const comparison = compareRuns(options);
  const { digits = readableDigits(comparison), caption } = options;
  const several = comparison.methods.length > 2 && comparison.correction !== 'none';
  const percent = Number((comparison.confidence * 100).toFixed(6));
  const rows = comparison.methods.map(({ method, summary, test, adjustedPValue, verdict }) => ({
    method,
    runs: summary.n,
    score: summary,
    difference: test?.estimate,
    interval: test?.interval,
    p: test?.pValue,
    adjusted: test === undefined ? undefined : adjustedPValue,
    effect: test?.effectSize.value,
    verdict: method === comparison.baseline ? 'baseline' : verdict,
  }));
  const effect = comparison.methods.find(({ test }) => test !== undefined)?.test?.effectSize.name;
  return table({
    ...(caption === undefined ? {} : { caption }),
    columns: {
      method: { name: 'Method' },
      runs: { name: 'Runs' },
      score: {
        name: `${comparison.metric} ${comparison.higherIsBetter ? '↑' : '↓'}`,
        format: spreadFormat(digits),
      },
      difference: { name: 'Difference', format: decimalFormat(digits) },
      interval: { name: `${percent} % interval`, format: intervalFormat(digits) },
      p: { name: 'p', format: pValueFormat() },
      ...(several
        ? { adjusted: { name: `p (${correctionNames[comparison.correction]})`, format: pValueFormat() } }
        : {}),
      effect: { name: effect ?? 'Effect size', format: decimalFormat(2) },
      verdict: { name: 'Verdict' },
    },
    rows,
    notes: notes(comparison, several),
  });
}

function notes(comparison: RunComparison, several: boolean): string[] {
  const { metric, higherIsBetter, baseline, methods, confidence, correction } = comparison;
  const test = methods.find((method) => method.test !== undefined)?.test;
  const single = methods.filter(({ summary }) => summary.n < 2).map(({ method }) => `'${method}'`);
  const level = Number((1 - confidence).toFixed(6));
  return [
    `Mean ± standard deviation over runs; ${higherIsBetter ? 'higher' : 'lower'} ${metric} is better.`,
    ...(test === undefined
      ? []
      : [
          `Difference from '${baseline}' by ${test.test}, ${test.alternative}; verdict at level ${level}${several ? ` after ${correctionNames[correction]}'s correction` : ''}.`,
        ]),
    ...(single.length === 0 ? [] : [`Not tested for want of a second run: ${single.join(', ')}.`]),
  ];
}

/** Decimals that show two digits of the largest standard deviation. */
function readableDigits({ methods }: RunComparison): number {
  const deviations = methods.map(({ summary }) => summary.standardDeviation).filter((value) => value > 0);
  if (deviations.length === 0) return 3;
  return Math.min(9, Math.max(0, 1 - Math.floor(Math.log10(Math.max(...deviations)))));
}
