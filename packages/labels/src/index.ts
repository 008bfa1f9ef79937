export type { LabelOn } from './alignment/fit-to-tokens.js';
export { type NoiseOptions, noise } from './controls/noise.js';
export { shuffledLabels } from './controls/shuffled-labels.js';
export { type InputTransform, type LabelOutput, legalTransforms } from './corruption/legality.js';
export { type PermutedTextOptions, permutedText } from './corruption/permuted-text.js';
export { type ReplacedTextOptions, replacedText } from './corruption/replaced-text.js';
export { type SentenceOrderOptions, sentenceOrder } from './corruption/sentence-order.js';
export type { HidingTransform, InputTransformOptions } from './corruption/transform.js';
export type { CorruptionOptions } from './masking/corruption.js';
export {
  type FittedL3Masking,
  type L3MaskingGenerator,
  type L3MaskingOptions,
  l3Masking,
  type TextMaskingProbabilities,
  type TokenDifficulty,
} from './masking/l3-masking.js';
export {
  type MaskingProbabilities,
  type MaskingProbabilityOptions,
  type MaskingScaling,
  maskingProbabilities,
} from './masking/masking-probabilities.js';
export { type RandomMaskingOptions, randomMasking } from './masking/random-masking.js';
export { type SpanMaskingOptions, spanMasking } from './masking/span-masking.js';
export { type WholeWordMaskingOptions, wholeWordMasking } from './masking/whole-word-masking.js';
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
export { type ContentTags, type ContentWordsOptions, contentWords } from './parts-of-speech/content-words.js';
export { partsOfSpeech } from './parts-of-speech/parts-of-speech.js';
export { type TagChoice, type TagsOf, type WordClass, wordClasses } from './parts-of-speech/word-classes.js';
export type { WordTaggingGenerator, WordTaggingOptions } from './parts-of-speech/word-tagging.js';
export { type CapitalTag, capitalisation } from './properties/capitalisation.js';
export { type TfIdfOptions, tfIdf } from './properties/tf-idf.js';
export {
  type Sentiment,
  type WordListSentimentOptions,
  wordListSentiment,
} from './properties/word-list-sentiment.js';
export type { MaskedLanguageModel } from './pseudo-likelihood/masked-predictor.js';
export {
  type MaskingSet,
  maskingSets,
  type PseudoLikelihoodVariant,
} from './pseudo-likelihood/masking-sets.js';
export {
  type Likelihood,
  type PseudoLogLikelihood,
  type PseudoLogLikelihoodOptions,
  pseudoLogLikelihood,
  type TextLikelihood,
  type TokenLikelihood,
  type WordLikelihood,
} from './pseudo-likelihood/pseudo-log-likelihood.js';
export type { ScoringOptions } from './pseudo-likelihood/score-encodings.js';
export type { GeneratorKind } from './registry/generator-kind.js';
export {
  generatorKinds,
  registerGenerator,
  restoreGenerator,
} from './registry/registry.js';
export { type TaggedSpansOptions, type TaggedText, taggedSpans } from './tagged-spans/tagged-spans.js';
