import {
  decimalFormat,
  intervalFormat,
  pValueFormat,
  spreadFormat,
  type Table,
  table,
} from '@tomoni/statistics';
import type { ArmComparison, StudyReport } from './study-report.js';

/** Options of {@link reportTables}. */
export interface ReportTableOptions {
  /** Decimals of the scores. Default: 4. */
  readonly digits?: number;
}

/**
 * The tables of a report: arms with every run, planned comparisons, post hoc ones, equivalence, trials left out, and what may be claimed. Tables without a row are left out.
 *
 * @example
 * ```ts
 * import { toLatex } from '@tomoni/statistics';
 * import { analyzeRuns, reportTables } from '@tomoni/studies';
 *
 * const run = (arm: string, seed: number, score: number) => ({ id: `${arm}${seed}`, arm, seed, parameters: {}, score });
 * const runs = [run('single', 1, 0.9), run('single', 2, 0.91), run('multi', 1, 0.93), run('multi', 2, 0.92)];
 * const report = analyzeRuns(runs, { task: 'topic', score: 'accuracy', baseline: 'single' });
 * console.log(reportTables(report).map((each) => toLatex(each)).join('\n'));
 * ```
 */
export function reportTables(report: StudyReport, options: ReportTableOptions = {}): Table[] {
  const { digits = 4 } = options;
  return [
    armTable(report, digits),
    comparisonTable(report.planned, report, digits, 'Planned comparisons'),
    comparisonTable(report.postHoc, report, digits, 'Post hoc comparisons: questions, not findings'),
    equivalenceTable(report, digits),
    omittedTable(report),
    sentenceTable('Warnings', report.warnings),
    sentenceTable('What may be claimed', report.claims),
  ].filter(({ rows }) => rows.length > 0);
}

function armTable({ arms, plan, better, part, chosen, design }: StudyReport, digits: number): Table {
  const number = decimalFormat(digits);
  return table({
    caption: `${plan.score} of '${plan.task}' on the ${part} part`,
    columns: {
      arm: { name: 'Arm' },
      runs: { name: design.kind === 'folds' ? 'Folds' : 'Runs' },
      score: { name: `${plan.score} ${better === 'higher' ? '↑' : '↓'}`, format: spreadFormat(digits) },
      interval: { name: '95 % interval', format: intervalFormat(digits) },
      every: { name: design.kind === 'folds' ? 'Every fold' : 'Every run' },
    },
    rows: arms.map(({ arm, summary, interval, scores }) => ({
      arm: arm === chosen?.arm ? `${arm} (chosen)` : arm,
      runs: summary.n,
      score: summary,
      interval,
      every: scores.map(number).join(' '),
    })),
    notes: ['Mean ± standard deviation.'],
  });
}

function comparisonTable(
  comparisons: readonly ArmComparison[],
  { plan }: StudyReport,
  digits: number,
  caption: string,
): Table {
  const hasUncorrected = comparisons.some(({ uncorrected }) => uncorrected !== undefined);
  const names = [...new Set(comparisons.flatMap(({ test }) => (test === undefined ? [] : [test.test])))];
  return table({
    caption,
    columns: {
      arm: { name: 'Arm' },
      baseline: { name: 'against' },
      difference: { name: 'Difference', format: decimalFormat(digits) },
      interval: { name: 'Interval', format: intervalFormat(digits) },
      p: { name: 'p', format: pValueFormat(4) },
      ...(hasUncorrected
        ? { uncorrected: { name: 'p, folds as if independent', format: pValueFormat(4) } }
        : {}),
      adjusted: { name: 'p, corrected', format: pValueFormat(4) },
      effect: { name: 'Effect size', format: decimalFormat(2) },
      detectable: { name: 'Found with 80 %', format: decimalFormat(digits) },
      verdict: { name: 'Verdict' },
    },
    rows: comparisons.map((each) => ({
      arm: each.arm,
      baseline: each.baseline,
      difference: each.test?.estimate,
      interval: each.test?.interval,
      p: each.test?.pValue,
      uncorrected: each.uncorrected?.pValue,
      adjusted: each.adjustedPValue,
      effect: each.test?.effectSize.value,
      detectable: each.detectable,
      verdict: each.verdict,
    })),
    notes: [
      ...names.map(
        (name) => `Test: ${name}; p-values corrected over this table (${correctionOf(comparisons, plan)}).`,
      ),
      ...comparisons.flatMap(({ arm, untested }) =>
        untested === undefined ? [] : [`'${arm}': ${untested}`],
      ),
      ...comparisons.flatMap(({ arm, unpaired }) =>
        unpaired.length === 0 ? [] : [`'${arm}' and its baseline do not both have ${unpaired.join(', ')}.`],
      ),
    ],
  });
}

function correctionOf(
  comparisons: readonly ArmComparison[],
  { correction = 'holm' }: StudyReport['plan'],
): string {
  return comparisons.every(({ planned }) => planned) ? correction : 'holm';
}

function equivalenceTable({ planned, plan }: StudyReport, digits: number): Table {
  return table({
    caption: `Equivalence within ${plan.margin ?? ''}`,
    columns: {
      arm: { name: 'Arm' },
      baseline: { name: 'against' },
      interval: { name: 'Interval', format: intervalFormat(digits) },
      p: { name: 'p', format: pValueFormat(4) },
      verdict: { name: 'Verdict' },
    },
    rows: planned.flatMap(({ arm, baseline, equivalence }) =>
      equivalence === undefined
        ? []
        : [
            {
              arm,
              baseline,
              interval: equivalence.interval,
              p: equivalence.pValue,
              verdict: equivalence.equivalent ? 'equivalent' : 'not shown',
            },
          ],
    ),
    notes: ['Two one-sided tests, not corrected for their number.'],
  });
}

function omittedTable({ omitted }: StudyReport): Table {
  return table({
    caption: 'Trials without a score',
    columns: {
      id: { name: 'Trial' },
      arm: { name: 'Arm' },
      seed: { name: 'Seed' },
      fold: { name: 'Fold' },
      reason: { name: 'Why' },
    },
    rows: omitted.map(({ id, arm, seed, fold, reason }) => ({ id, arm, seed, fold, reason })),
  });
}

function sentenceTable(caption: string, sentences: readonly string[]): Table {
  return table({
    caption,
    columns: { sentence: { name: caption } },
    rows: sentences.map((sentence) => ({ sentence })),
  });
}
