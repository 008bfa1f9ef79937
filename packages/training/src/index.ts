export { historyFile } from './callbacks/history-file.js';
export { type ProgressBarOptions, progressBar } from './callbacks/progress-bar.js';
export {
  checkData,
  type DataParts,
  type DataReport,
  type LabelReport,
  type PartReport,
} from './data/check-data.js';
export { type GradientInspectionOptions, inspectGradients } from './diagnostics/inspect-gradients.js';
export type { AnyModel } from './inspection/any-model.js';
export { type AttentionMapsOptions, attentionMaps } from './inspection/attention-maps.js';
export { inputsOfRows } from './inspection/inputs-of-rows.js';
export {
  type InspectedText,
  inspectTexts,
  type RecordedText,
  type TextInspectionOptions,
} from './inspection/inspect-texts.js';
export {
  type InspectedStep,
  inspectTraining,
  type RecordedStep,
  type TrainingInspectionOptions,
} from './inspection/inspect-training.js';
export { trainedEncoder } from './inspection/trained-encoder.js';
export { loadModel } from './model/load-model.js';
export type {
  EvaluatedExamples,
  EvaluationOptions,
  PredictionOptions,
  Scores,
  TrainedModel,
} from './model/trained-model.js';
export { type AdamOptions, type AdamWOptions, adam, adamW } from './optimizers/adam.js';
export type { LayerRate, LearningRates } from './optimizers/learning-rates.js';
export type {
  Optimizer,
  OptimizerMethod,
  ParameterGroup,
  TrainedParameter,
} from './optimizers/optimizer.js';
export { type SgdOptions, sgd } from './optimizers/sgd.js';
export type { OperationExplanation } from './plan/count-operations.js';
export {
  type ExplainOptions,
  type Explanation,
  explain,
  type ParameterExplanation,
  type TaskExplanation,
} from './plan/explain.js';
export type { LayerExplanation } from './plan/explain-layers.js';
export type { ViewExplanation } from './plan/explain-views.js';
export type {
  AnyEncoder,
  AnyGenerator,
  AnyRow,
  BatchingPlan,
  InputColumns,
  LabelSource,
  Monitor,
  Plan,
  SharedHead,
  StoppingPlan,
  TaskData,
  TaskPlan,
} from './plan/plan.js';
export { abortOnInterrupt } from './run/abort-on-interrupt.js';
export { fit } from './run/fit.js';
export type {
  Callback,
  CheckpointOptions,
  FitOptions,
  GradientOptions,
  RunControl,
} from './run/fit-options.js';
export type { Run } from './run/run.js';
export { expressionSampling } from './sampling/expression-sampling.js';
export type { SampledRows, SampledStep, Sampling, SamplingMethod } from './sampling/sampling-method.js';
export {
  proportionalSampling,
  type TemperatureOptions,
  temperatureSampling,
  uniformSampling,
} from './sampling/shares.js';
export { smoothedSampling } from './sampling/smoothed-sampling.js';
export { constant } from './schedules/constant.js';
export { cosine, cosineWithRestarts, type RestartOptions } from './schedules/cosine.js';
export { type InverseSquareRootOptions, inverseSquareRoot } from './schedules/inverse-square-root.js';
export { linear } from './schedules/linear.js';
export { type PolynomialOptions, polynomial } from './schedules/polynomial.js';
export type { LearningRateSchedule } from './schedules/schedule.js';
export { type SlantedTriangularOptions, slantedTriangular } from './schedules/slanted-triangular.js';
export type { WarmUpOptions } from './schedules/warm-up.js';
export { stopByTrend, type TrendOptions } from './stopping/stop-by-trend.js';
export { type GainOptions, stopWithoutGain } from './stopping/stop-without-gain.js';
export type { TaskCourse, TaskStopping } from './stopping/task-stopping.js';
export type { SourceGradients } from './tape/backpropagation.js';
export { record, type Seed, type Tape, type TapeCut } from './tape/tape.js';
