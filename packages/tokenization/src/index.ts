export { type PaddingOptions, padBatch, type TokenBatch } from './batch/pad-batch.js';
export type { TokenizerFiles } from './files/json-file.js';
export { type LoadTokenizerOptions, loadTokenizer } from './files/load-tokenizer.js';
export { tokenizerFileNames, tokenizerFromFiles } from './files/tokenizer-from-files.js';
export { type TokenizerJsonOptions, tokenizerFromJson } from './files/tokenizer-from-json.js';
export type { TokenizerOptions } from './files/tokenizer-options.js';
export {
  type JapaneseTrainingOptions,
  trainJapaneseWordPiece,
} from './japanese/train-japanese-word-piece.js';
export type {
  AnalysisOptions,
  Analyzer,
  AnalyzerLanguage,
  DictionaryName,
  Morpheme,
} from './morphology/analyzer.js';
export { type JumanppOptions, jumanpp } from './morphology/command-line/jumanpp.js';
export { type MecabOptions, mecab } from './morphology/command-line/mecab.js';
export { type SudachiOptions, sudachi } from './morphology/command-line/sudachi.js';
export { kuromoji } from './morphology/kuromoji/kuromoji.js';
export { lindera } from './morphology/lindera.js';
export { restoreAnalyzer } from './morphology/restore-analyzer.js';
export { type UniversalTag, universalTags } from './morphology/universal-tag.js';
export { wink } from './morphology/wink.js';
export type { Segmenter } from './tokenizer/input.js';
export type { VocabularyOptions, WordPieceProgress } from './word-piece/learn-vocabulary.js';
export { trainWordPiece, type WordPieceTrainingOptions } from './word-piece/train-word-piece.js';
export {
  bertSpecialTokens,
  type WordPieceOptions,
  type WordPieceSpecialTokens,
  wordPieceTokenizer,
} from './word-piece/word-piece-tokenizer.js';
