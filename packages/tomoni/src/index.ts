// Data: read, clean, split.
export {
  collapseSpaces,
  compose,
  concatenateRows,
  cutToEqualSize,
  digitsToZero,
  dropDuplicates,
  filterRows,
  findDuplicates,
  findLeaks,
  findTaskLeaks,
  halfWidth,
  integer,
  json,
  kFold,
  mapRows,
  nfkc,
  number,
  numbersToZero,
  oneOf,
  optional,
  oversample,
  type RowOf,
  readCsv,
  readJsonLines,
  readTsv,
  removeLineBreaks,
  removeSpaces,
  removeSymbols,
  removeUrls,
  rowsOf,
  sample,
  selectRows,
  shuffle,
  split,
  streamCsv,
  streamJsonLines,
  streamTsv,
  text,
} from '@tomoni/data';
// Encoders, which of their parameters are trained, and how tasks share them.
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
  type MaskedLanguageModelScores,
  type MaskedTokenPrediction,
  type MultiLabelPrediction,
  type MultiLabelScores,
  maskedLanguageModel,
  multiLabel,
  type OrdinalPrediction,
  type OrdinalScores,
  ordinal,
  type RegressionScores,
  regression,
  type TokenTaggingScores,
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
  type ParameterSelection,
  type Rng,
  type Rows,
  type RowsOf,
  type Sharing,
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
// Statistics.
export {
  benjaminiHochberg,
  bonferroni,
  bootstrapInterval,
  cliffsDelta,
  cohenD,
  compareRuns,
  comparisonTable,
  correctedResampledTest,
  decimalFormat,
  hedgesG,
  holm,
  intervalFormat,
  kendall,
  mean,
  meanInterval,
  median,
  pairedTest,
  pearson,
  percentFormat,
  permutationTest,
  pValueFormat,
  type RunComparison,
  spearman,
  spreadFormat,
  standardDeviation,
  studentTest,
  summarize,
  type TestResult,
  table,
  toCsv,
  toMarkdown,
  toText,
  welchTest,
} from '@tomoni/statistics';
// Tokenizers.
export {
  loadTokenizer,
  tokenizerFromFiles,
  tokenizerFromJson,
  trainWordPiece,
  wordPieceTokenizer,
} from '@tomoni/tokenization';
// Training.
export {
  adam,
  adamW,
  type BatchingPlan,
  type Callback,
  type CheckpointOptions,
  constant,
  cosine,
  cosineWithRestarts,
  type DataReport,
  type EvaluationOptions,
  type Explanation,
  type FitOptions,
  historyFile,
  inverseSquareRoot,
  type LearningRateSchedule,
  type LearningRates,
  linear,
  type OptimizerMethod,
  type Plan,
  type PredictionOptions,
  polynomial,
  progressBar,
  type Run,
  type RunControl,
  sgd,
  slantedTriangular,
} from '@tomoni/training';
// Figures and reports.
export {
  dotPlotSvg,
  learningCurvesSvg,
  type ReportSection,
  report,
} from '@tomoni/visualization';
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
// The builder and what it builds.
export { type InputColumnOptions, multitask } from './builder/multitask.js';
export type { MultitaskBuilder } from './builder/multitask-builder.js';
export { sameHeadAs } from './builder/same-head.js';
export type { StoppingOptions } from './builder/stopping-options.js';
export type { TaskDescription, TaskOptions, TaskOptionsFor } from './builder/task-options.js';
export type { MultitaskModel, TaskChoice } from './model/multitask-model.js';
export type { Chosen, PredictionsOf, ScoresOfTasks } from './types/results.js';
export type { EvaluationRow, OwnRow, OwnRows, TrainingRow } from './types/rows.js';
export type { InputSource, PairSource, SingleSource } from './types/source.js';
export type {
  GeneratedTask,
  NamesOf,
  SameHead,
  SourceOf,
  TaskHead,
  TaskOf,
  TaskType,
  TaskTypes,
} from './types/tasks.js';
