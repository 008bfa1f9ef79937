export {
  type BlockCosines,
  type GradientCosines,
  gradientCosines,
} from './affinity/gradient-cosines.js';
export {
  type StepAffinity,
  type TagAffinity,
  type TagOptions,
  tagAffinity,
} from './affinity/tag-affinity.js';
export {
  type BaselineSpread,
  baselineSpread,
  type SpreadOptions,
} from './analysis/auxiliary-tasks/baseline-spread.js';
export { type ByCount, byCount, type CountScores } from './analysis/auxiliary-tasks/by-count.js';
export {
  type ControlComparison,
  type ControlOptions,
  type ControlScores,
  compareControls,
  controlScores,
} from './analysis/auxiliary-tasks/compare-controls.js';
export {
  compareSubsets,
  type SubsetComparison,
  type SubsetOptions,
} from './analysis/auxiliary-tasks/compare-subsets.js';
export {
  type FactorialEffectOptions,
  factorialEffects,
} from './analysis/auxiliary-tasks/factorial-effects.js';
export {
  inOut,
  type MatchedComparison,
  type MeanComparison,
  type TaskInOut,
} from './analysis/auxiliary-tasks/in-out.js';
export {
  effectAgainstLabelCorrelation,
  type LabelCorrelation,
  type LabelCorrelationOptions,
  type TaskPoint,
  type TaskTraits,
} from './analysis/auxiliary-tasks/label-correlation.js';
export { type SubsetScores, subsetScores } from './analysis/auxiliary-tasks/subset-scores.js';
export {
  type BestLayer,
  compareLayers,
  type LayerComparison,
  type LayerOptions,
  type LayerRun,
  type LayerSweepAnalysis,
} from './analysis/layers/compare-layers.js';
export { layerRuns } from './analysis/layers/layer-runs.js';
export { type LayerTableOptions, layerTable } from './analysis/layers/layer-table.js';
export type { AnalysisPlan, PlannedComparison, PlannedTest } from './analysis/plan/analysis-plan.js';
export {
  besidePrinted,
  type PrintedFigure,
  type PrintedOptions,
} from './analysis/published/beside-printed.js';
export { analyze, analyzeStudy, type StudyAnalysisOptions } from './analysis/report/analyze.js';
export { analyzeRuns, type StudyConduct } from './analysis/report/analyze-runs.js';
export { type ReportTableOptions, reportTables } from './analysis/report/report-tables.js';
export { type SeedsNeeded, type SeedsOptions, seedsNeeded } from './analysis/report/seeds-needed.js';
export type {
  ArmComparison,
  ArmReport,
  ChosenArm,
  StudyDesign,
  StudyReport,
} from './analysis/report/study-report.js';
export {
  type ScoreChoice,
  type ScoredRun,
  type ScoredRuns,
  scoredRuns,
  type UnscoredRun,
} from './analysis/runs/scored-runs.js';
export {
  type AnswerChoice,
  type AnsweredRun,
  answeredRuns,
  studyAnswers,
} from './analysis/texts/answered-runs.js';
export {
  type Answer,
  compareTexts,
  type PairOfRuns,
  type TextComparison,
  type TextComparisonOptions,
} from './analysis/texts/compare-texts.js';
export {
  compareSimilarity,
  type SimilarityComparison,
  type SimilarityInput,
  type SimilarityOptions,
  type TargetTransfer,
  type TransferRecord,
} from './analysis/transfer/compare-similarity.js';
export { transferScores } from './analysis/transfer/transfer-scores.js';
export {
  type AuxiliarySubsetOptions,
  auxiliarySubsets,
  type SubsetControl,
  type SubsetParameters,
} from './builders/auxiliary-subsets.js';
export { type ForwardSelectionOptions, forwardSelection } from './builders/forward-selection.js';
export { type GridAxes, type GridOptions, type GridParameters, grid } from './builders/grid.js';
export { type LayerParameters, type LayerSweepOptions, layerSweep } from './builders/layer-sweep.js';
export { type NestedSearchOptions, nestedSearch, type SearchParameters } from './builders/nested-search.js';
export type { Repetitions } from './builders/repetitions.js';
export { type TransferOptions, type TransferParameters, transferMatrix } from './builders/transfer-matrix.js';
export { type WeightingParameters, weightingComparison } from './builders/weighting-comparison.js';
export { inProcess } from './executors/in-process.js';
export { type LocalPoolOptions, localPool } from './executors/local-pool/local-pool.js';
export { type Affinity, affinityGroups } from './grouping/affinity-groups.js';
export { chooseGroups, type GroupCandidate, type Grouping } from './grouping/choose-groups.js';
export type { PlanAmendment, StoredPlan } from './plan/stored-plan.js';
export { progressPage } from './progress/progress-page.js';
export { type StudyProgressOptions, studyProgress } from './progress/study-progress.js';
export {
  type Agreement,
  type AgreementMean,
  type AgreementOptions,
  agreement,
  type TargetAgreement,
  type TransferTrials,
} from './ranking/agreement.js';
export { type AgreementTableOptions, agreementTable } from './ranking/agreement-table.js';
export { type RankedSource, rankAuxiliaries, rankSources } from './ranking/rank-sources.js';
export type { TransferEstimate, TransferMatrix } from './ranking/transfer-estimate.js';
export { openStudy } from './results/open-study.js';
export type {
  OpenedTest,
  PartExamples,
  PartResults,
  RecordedTrial,
  ScoreQuery,
  Selection,
  StudyResults,
  TestOpening,
  TrialScore,
} from './results/study-results.js';
export { type Study, type StudyOptions, study } from './study/study.js';
export type { StudyCallback, StudyEvent, StudyStanding } from './study/study-event.js';
export { compareTasks, type TaskComparisonOptions, type TaskMeasure } from './task2vec/compare-tasks.js';
export {
  type DiagonalFisher,
  type DiagonalFisherOptions,
  diagonalFisher,
  type FisherLabels,
  type ParameterFisher,
} from './task2vec/diagonal-fisher.js';
export type { FisherReduction } from './task2vec/reductions.js';
export { type Task2VecOptions, type TaskEmbedding, task2vec } from './task2vec/task2vec.js';
export {
  type TrainingTrialOptions,
  type TrialData,
  type TrialLearner,
  type TrialModel,
  trainingTrial,
} from './training-trial/training-trial.js';
export { classesOfRows, type RowClasses } from './transferability/classes-of-rows.js';
export type { FeatureRows } from './transferability/features.js';
export { type FrozenFeaturesOptions, frozenFeatures } from './transferability/frozen-features.js';
export { hScore } from './transferability/h-score.js';
export { leep } from './transferability/leep.js';
export { logMe, type TransferLabels } from './transferability/log-me.js';
export { nce } from './transferability/nce.js';
export { type TransRateOptions, transRate } from './transferability/trans-rate.js';
export { type TrialDraft, trial } from './trials/trial.js';
export type { AdaptiveTrials, ParametersOf, RoundScore, TrialSource } from './trials/trial-source.js';
