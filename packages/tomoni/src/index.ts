// The builder.

// Encoders, and which of their parameters are trained.
export {
  all,
  bertConfig,
  createEncoder,
  distilbertConfig,
  embeddings,
  except,
  hardSharing,
  lastLayers,
  layers,
  loadEncoder,
  loadVectorEncoder,
  named,
  none,
  robertaConfig,
  saveEncoder,
  union,
  vectorEncoder,
} from '@tomoni/encoders';
// Engines.
export {
  currentEngine,
  type EngineName,
  type EngineOptions,
  type EngineReport,
  engineNames,
  useEngine,
} from '@tomoni/engines';
// Heads.
export {
  type ClassificationScores,
  type ClassPrediction,
  classification,
  maskedLanguageModel,
  multiLabel,
  ordinal,
  type RegressionScores,
  regression,
  tokenTagging,
} from '@tomoni/heads';
// Label generators.
export { randomMasking } from '@tomoni/labels';
// Contracts that scripts name.
export {
  createRng,
  type Encoder,
  type Head,
  type LabelGenerator,
  type MaskedTokens,
  type Rng,
  type Rows,
  type RowsOf,
  type TaggedSpan,
  type TextInput,
  type TextSpan,
  type Tokenizer,
  TomoniError,
  type TrainingEvent,
  type TrainingHistory,
  type WeightingMethod,
  type Words,
} from '@tomoni/spec';
// Tokenizers.
export {
  loadTokenizer,
  tokenizerFromFiles,
  tokenizerFromJson,
  wordPieceTokenizer,
} from '@tomoni/tokenization';
// Training.
export {
  abortOnInterrupt,
  adam,
  adamW,
  type Callback,
  type CheckpointOptions,
  constant,
  cosine,
  cosineWithRestarts,
  type DataReport,
  type Explanation,
  type FitOptions,
  historyFile,
  inverseSquareRoot,
  type LearningRates,
  linear,
  type Plan,
  polynomial,
  progressBar,
  type Run,
  type RunControl,
  sgd,
  slantedTriangular,
} from '@tomoni/training';
// Weightings.
export {
  equal,
  exponentialWeight,
  formula,
  lambdas,
  linearWeight,
  ratio,
  scheduled,
  stepwiseWeight,
} from '@tomoni/weighting';
export { type InputColumnOptions, multitask } from './builder/multitask.js';
export type { MultitaskBuilder } from './builder/multitask-builder.js';
export { sameHeadAs } from './builder/same-head.js';
export type { StoppingOptions } from './builder/stopping-options.js';
export type { TaskDescription, TaskOptions, TaskOptionsFor } from './builder/task-options.js';
export type { MultitaskModel, TaskChoice } from './model/multitask-model.js';
export type { PredictionsOf, ScoresOfTasks } from './types/results.js';
export type { EvaluationRow, OwnRow, OwnRows, TrainingRow } from './types/rows.js';
export type { InputSource, PairSource, SingleSource } from './types/source.js';
export type { GeneratedTask, SameHead, TaskHead, TaskOf, TaskType, TaskTypes } from './types/tasks.js';
