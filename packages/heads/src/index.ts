export {
  type ClassificationHead,
  type ClassificationOptions,
  classification,
} from './classification/classification.js';
export type { ClassificationScores, Confusion } from './classification/classification-meter.js';
export type { ClassPrediction, ClassThreshold } from './classification/decision.js';
export type { ClassWeights, PerClass } from './inventory/class-weights.js';
export type { ClassName } from './inventory/inventory.js';
export type { Unguessed } from './inventory/unguessed.js';
export type { ResidualLoss } from './losses/residual-loss.js';
export {
  type MaskedLanguageModelHead,
  type MaskedLanguageModelOptions,
  type MaskedTokenPrediction,
  maskedLanguageModel,
} from './masked-language-model/masked-language-model.js';
export type { MaskedLanguageModelScores } from './masked-language-model/masked-language-model-meter.js';
export type { RankedToken } from './masked-language-model/ranked-tokens.js';
export {
  type MultiLabelHead,
  type MultiLabelOptions,
  type MultiLabelPrediction,
  multiLabel,
} from './multi-label/multi-label.js';
export type { MultiLabelScores } from './multi-label/multi-label-meter.js';
export type { PoolingOption } from './options/pooling.js';
export {
  type IntegerRanks,
  type OrdinalHead,
  type OrdinalOptions,
  type OrdinalPrediction,
  ordinal,
} from './ordinal/ordinal.js';
export type { OrdinalScores } from './ordinal/ordinal-meter.js';
export { type RegressionHead, type RegressionOptions, regression } from './regression/regression.js';
export type { RegressionScores } from './regression/regression-meter.js';
export {
  type TokenTaggingHead,
  type TokenTaggingOptions,
  tokenTagging,
} from './token-tagging/token-tagging.js';
export type { TokenTaggingScores } from './token-tagging/token-tagging-meter.js';
export type { LabelOn } from './token-tagging/units.js';
