export type { EvaluationOptions, PredictionOptions, Scores, TrainedModel } from './model/trained-model.js';
export type {
  Optimizer,
  OptimizerMethod,
  ParameterGroup,
  TrainedParameter,
} from './optimizers/optimizer.js';
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
export type { Callback, CheckpointOptions, FitOptions } from './run/fit-options.js';
export type { Run } from './run/run.js';
export type { LearningRateSchedule } from './schedules/schedule.js';
