export { type LearningCurvesOptions, learningCurvesSvg } from './learning-curves/learning-curves-svg.js';
export type { NamedHistory, Progress } from './learning-curves/panels.js';
