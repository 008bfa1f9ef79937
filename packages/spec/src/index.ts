export type { ActivationCache, ActivationStore, CacheCounts } from './encoder/activation-cache.js';
export type { Demand, LayerRead, Pooling, RoutedRead } from './encoder/demand.js';
export type {
  Encoder,
  EncoderConfig,
  EncoderInstance,
  InputOptions,
  InstantiationOptions,
  Mode,
  PreparedBatch,
  PrepareOptions,
} from './encoder/encoder.js';
export type { HiddenStates } from './encoder/hidden-states.js';
export type { HostTensor, NamedHostTensors } from './encoder/host-tensor.js';
export type { NamedVariables, Parameter, ParameterInfo, ParameterSelection } from './encoder/parameter.js';
export type { LayerInserts, Routing } from './encoder/routing.js';
export { rowSelection } from './encoder/row-selection.js';
export type {
  SharedParameter,
  Sharing,
  SharingContext,
  SharingLayout,
  SharingModule,
  SharingPlan,
  TaskRead,
} from './encoder/sharing.js';
export { requireKnownOptions } from './errors/known-options.js';
export { type ErrorCode, type ErrorDetails, type ErrorLocation, TomoniError } from './errors/tomoni-error.js';
export type {
  AnyFittedHead,
  AnyHead,
  AnyHeadModule,
  FittedHead,
  Head,
  HeadContext,
  HeadModule,
  LabelBatch,
  LabelOf,
  PredictionOf,
  ScoresOf,
} from './head/head.js';
export type { Meter, MeterBatch } from './head/meter.js';
export type { Reads } from './head/reads.js';
export { findNotJson, type Json, type JsonObject } from './json.js';
export type {
  Annotation,
  FittedGenerator,
  GeneratedLabel,
  GeneratorContext,
  LabelGenerator,
} from './labels/generator.js';
export type { MaskedTokens } from './labels/masked-tokens.js';
export { createRng, philox4x32 } from './random/philox.js';
export type { Rng } from './random/rng.js';
export type { GradientBlock, GradientRecord, GradientReport } from './results/gradient-report.js';
export type { HistoryEntry, TrainingHistory } from './results/history.js';
export type { ScoreRecord, ScoreTable } from './results/score-table.js';
export type { StopReason, TrainingEvent } from './results/training-event.js';
export type { Rows, RowsOf } from './rows/rows.js';
export { type EventRun, eventRun } from './run/event-run.js';
export type { Executor, ExecutorOptions, TrialProgress } from './study/executor.js';
export { type RunTrialOptions, runTrial } from './study/run-trial.js';
export type {
  PartResult,
  TrialContext,
  TrialError,
  TrialFunction,
  TrialOutcome,
  TrialResult,
  TrialSpec,
} from './study/trial.js';
export { trialModule } from './study/trial-module.js';
export type { Encoding, EncodingWindow, Positions } from './text/encoding.js';
export type { TextInput, Words } from './text/input.js';
export type { TaggedSpan, TextSpan } from './text/span.js';
export type {
  EncodingOptions,
  SpecialTokens,
  Tokenizer,
  Vocabulary,
  WindowOptions,
} from './text/tokenizer.js';
export type {
  GradientPlace,
  Gramian,
  GramianWeighting,
  JacobianAggregation,
  LossWeighting,
  Step,
  ValidationDemand,
  ValidationProducts,
  Weighting,
  WeightingContext,
  WeightingExtra,
  WeightingMethod,
} from './weighting/weighting.js';
