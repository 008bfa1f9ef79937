export type { AnalysisPlan, PlannedComparison, PlannedTest } from './analysis/plan/analysis-plan.js';
export { type Affinity, affinityGroups } from './grouping/affinity-groups.js';
export { chooseGroups, type GroupCandidate, type Grouping } from './grouping/choose-groups.js';
export type { FeatureRows } from './transferability/features.js';
export { hScore } from './transferability/h-score.js';
export { leep } from './transferability/leep.js';
export { logMe, type TransferLabels } from './transferability/log-me.js';
export { nce } from './transferability/nce.js';
export { type TransRateOptions, transRate } from './transferability/trans-rate.js';
