export { type Calibration, calibrateTests, type SimulationOptions } from './calibration/calibrate-tests.js';
export { calibrationTable } from './calibration/calibration-table.js';
export { type RejectionOptions, type RejectionRate, rejectionRate } from './calibration/rejection-rate.js';
export {
  type ComparisonOptions,
  compareRuns,
  type MethodComparison,
  type RunComparison,
  type RunScores,
  type RunTest,
} from './comparisons/compare-runs.js';
export { type ComparisonTableOptions, comparisonTable } from './comparisons/comparison-table.js';
export {
  type BootstrapComparison,
  type PairedBootstrapOptions,
  pairedBootstrap,
} from './comparisons/paired-bootstrap.js';
export { adjustPValues, type Correction } from './corrections/adjust-p-values.js';
export { benjaminiHochberg } from './corrections/benjamini-hochberg.js';
export { bonferroni } from './corrections/bonferroni.js';
export { holm } from './corrections/holm.js';
export type { Correlation, CorrelationOptions } from './correlations/correlation.js';
export { kendall } from './correlations/kendall.js';
export { pearson } from './correlations/pearson.js';
export { spearman } from './correlations/spearman.js';
export type { Alternative } from './distributions/alternative.js';
export { cliffsDelta } from './effects/cliffs-delta.js';
export { cohenD, cohenDz } from './effects/cohen-d.js';
export { type DeltaM, type DeltaMOptions, deltaM } from './effects/delta-m.js';
export type { EffectSize } from './effects/effect-size.js';
export { hedgesG } from './effects/hedges-g.js';
export { decimalFormat } from './formats/decimal.js';
export { durationFormat } from './formats/duration.js';
export { intervalFormat } from './formats/interval.js';
export { pValueFormat } from './formats/p-value.js';
export { percentFormat } from './formats/percent.js';
export { spreadFormat } from './formats/spread.js';
export {
  type BootstrapInterval,
  type BootstrapOptions,
  bootstrapInterval,
} from './intervals/bootstrap-interval.js';
export type { Interval } from './intervals/interval.js';
export { type IntervalOptions, meanInterval } from './intervals/mean-interval.js';
export { meanAbsoluteError } from './metrics/absolute-error.js';
export { accuracy } from './metrics/accuracy.js';
export { brierScore } from './metrics/brier-score.js';
export { type CohenKappaOptions, cohenKappa } from './metrics/cohen-kappa.js';
export { confusionMatrix } from './metrics/confusion-matrix.js';
export { type CalibrationOptions, expectedCalibrationError } from './metrics/expected-calibration-error.js';
export type { ClassScores, F1Averages, PrecisionRecallF1 } from './metrics/f1-averages.js';
export { hammingLoss } from './metrics/hamming-loss.js';
export type { LabelRows } from './metrics/label-rows.js';
export { logLoss } from './metrics/log-loss.js';
export { matthewsCorrelation } from './metrics/matthews-correlation.js';
export { type MultilabelScores, multilabelF1 } from './metrics/multilabel-f1.js';
export { perplexity } from './metrics/perplexity.js';
export {
  type ClassificationScores,
  type PrecisionRecallF1Options,
  precisionRecallF1,
} from './metrics/precision-recall-f1.js';
export { rSquared } from './metrics/r-squared.js';
export { scoreDirection } from './metrics/score-direction.js';
export { type SpanScores, spanScores } from './metrics/span-scores.js';
export { meanSquaredError, rootMeanSquaredError } from './metrics/squared-error.js';
export { type ContrastOptions, type ContrastResult, contrastTest } from './models/contrast-test.js';
export {
  type FactorialEffect,
  type FactorialModel,
  type FactorialOptions,
  factorialModel,
} from './models/factorial-model.js';
export { type DetectableOptions, detectableDifference } from './power/detectable-difference.js';
export { type PowerOptions, power, runsNeeded } from './power/power.js';
export { mean } from './summary/mean.js';
export { median, quantile } from './summary/quantile.js';
export { standardDeviation, variance } from './summary/standard-deviation.js';
export { type Summary, summarize } from './summary/summarize.js';
export {
  type ColumnOptions,
  type ColumnsOf,
  type Table,
  type TableCell,
  type TableColumn,
  type TableOptions,
  table,
} from './tables/table.js';
export { toCsv } from './tables/to-csv.js';
export { type LatexOptions, toLatex } from './tables/to-latex.js';
export { toMarkdown } from './tables/to-markdown.js';
export { toText } from './tables/to-text.js';
export {
  type CorrectedPrint,
  correctPrintedTest,
  type PrintedFolds,
} from './tests/correct-printed-test.js';
export {
  type CorrectedResampledOptions,
  correctedResampledTest,
  type ResamplingSizes,
} from './tests/corrected-resampled-test.js';
export {
  type DifferenceTest,
  type EquivalenceOptions,
  type EquivalenceResult,
  equivalenceTest,
} from './tests/equivalence-test.js';
export { impliedStatistic, type PrintedTest } from './tests/implied-statistic.js';
export { mannWhitneyTest } from './tests/mann-whitney-test.js';
export { type McNemarOptions, mcnemarTest } from './tests/mcnemar-test.js';
export { pairedTest } from './tests/paired-test.js';
export { type PermutationTestOptions, permutationTest } from './tests/permutation-test.js';
export { studentTest } from './tests/student-test.js';
export type { TestOptions, TestResult } from './tests/test-result.js';
export { welchTest } from './tests/welch-test.js';
export { wilcoxonTest } from './tests/wilcoxon-test.js';
