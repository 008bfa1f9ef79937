export { type DotPlotOptions, dotPlotSvg, type MethodScores } from './dot-plot/dot-plot-svg.js';
export { type LearningCurvesOptions, learningCurvesSvg } from './learning-curves/learning-curves-svg.js';
export type { NamedHistory, Progress } from './learning-curves/panels.js';
export {
  type MaskedText,
  type MaskingProbabilitiesOptions,
  maskingProbabilitiesSvg,
  type TokenProbability,
} from './masking/masking-probabilities-svg.js';
export { type ReportOptions, report } from './report/report.js';
export type { ReportSection, ReportTable } from './report/report-section.js';
