export type { CorruptionOptions } from './masking/corruption.js';
export { type RandomMaskingOptions, randomMasking } from './masking/random-masking.js';
export {
  type LearntMerges,
  learnMerges,
  type Merge,
  type MergeControl,
  type MergeOptions,
} from './ngrams/learn-merges.js';
export type { NgramMatching } from './ngrams/ngram-state.js';
export type { NgramTableOptions } from './ngrams/ngram-table.js';
export type { NgramScheme, SharedNgrams } from './ngrams/schemes.js';
export {
  type FittedTokenNgrams,
  type TokenNgramsGenerator,
  type TokenNgramsOptions,
  tokenNgrams,
} from './ngrams/token-ngrams.js';
