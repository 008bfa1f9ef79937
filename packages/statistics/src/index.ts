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
export { type SpanScores, spanScores } from './metrics/span-scores.js';
export { meanSquaredError, rootMeanSquaredError } from './metrics/squared-error.js';
