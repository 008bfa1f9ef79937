export {
  type AttentionCase,
  type AttentionMap,
  type AttentionOptions,
  attentionSvg,
  type ModelAttention,
} from './attention/attention-svg.js';
export {
  type Disagreement,
  type DisagreementOptions,
  disagreements,
  type ModelPredictions,
} from './attention/disagreements.js';
export {
  type CountScoresOptions,
  countScoresSvg,
  type SubsetScores,
} from './count-scores/count-scores-svg.js';
export type { Displayable } from './display/content.js';
export { display, type LiveDisplay, liveDisplay } from './display/display.js';
export { type DotPlotOptions, dotPlotSvg, type MethodScores } from './dot-plot/dot-plot-svg.js';
export {
  type GradientConflicts,
  type GradientConflictsOptions,
  gradientConflictsSvg,
} from './gradients/gradient-conflicts-svg.js';
export { type GradientSectionsOptions, gradientSections } from './gradients/gradient-sections.js';
export {
  type GradientTrajectoriesOptions,
  gradientTrajectoriesSvg,
} from './gradients/gradient-trajectories-svg.js';
export type { HeatMap } from './heat-map/heat-map.js';
export { type HeatMapsOptions, heatMapsSvg } from './heat-map/heat-maps-svg.js';
export { type InOutOptions, type InOutScore, inOutSvg } from './in-out/in-out-svg.js';
export {
  type LayerScore,
  type LayerScores,
  type LayerScoresOptions,
  layerScoresSvg,
} from './layer-scores/layer-scores-svg.js';
export { type LearningCurvesOptions, learningCurvesSvg } from './learning-curves/learning-curves-svg.js';
export type { NamedHistory, Progress } from './learning-curves/panels.js';
export {
  type MaskedText,
  type MaskingProbabilitiesOptions,
  maskingProbabilitiesSvg,
  type TokenProbability,
} from './masking/masking-probabilities-svg.js';
export { type PngOptions, toPng } from './png/to-png.js';
export { type ReportOptions, report } from './report/report.js';
export type { ReportSection, ReportTable } from './report/report-section.js';
export { type TrainingReportOptions, trainingReport } from './report/training-report.js';
export { type ScatterOptions, type ScatterPoint, scatterSvg } from './scatter/scatter-svg.js';
export type { ScoreInterval } from './series/interval.js';
export type { SignificanceOptions } from './series/significance.js';
export {
  type WeightTrajectories,
  type WeightTrajectoriesOptions,
  weightTrajectoriesSvg,
} from './trajectories/weight-trajectories-svg.js';
