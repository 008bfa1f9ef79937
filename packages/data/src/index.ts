export type { Cell, Column, Columns, RowOf } from './columns/column.js';
export { json } from './columns/json.js';
export { integer, type NumberOptions, number } from './columns/number.js';
export { oneOf } from './columns/one-of.js';
export { optional } from './columns/optional.js';
export { type TextOptions, text } from './columns/text.js';
export {
  type Deduplicated,
  type Duplicate,
  type DuplicateOptions,
  type DuplicateReport,
  dropDuplicates,
  findDuplicates,
} from './duplicates/find-duplicates.js';
export {
  findLeaks,
  findTaskLeaks,
  type Leak,
  type LeakPlace,
  type LeakReport,
  type TaskRows,
} from './duplicates/find-leaks.js';
export type { SimilarityOptions } from './duplicates/text-index.js';
export type { TextOf } from './duplicates/text-of.js';
export { digitsToZero, numbersToZero } from './normalization/digits.js';
export { compose, type Normalizer } from './normalization/normalizer.js';
export {
  collapseSpaces,
  removeLineBreaks,
  removeSpaces,
  removeSymbols,
  removeUrls,
} from './normalization/removal.js';
export { halfWidth, nfkc } from './normalization/width.js';
export type { DelimitedOptions } from './readers/delimited.js';
export { readCsv, streamCsv } from './readers/read-csv.js';
export { type JsonLinesOptions, readJsonLines, streamJsonLines } from './readers/read-json-lines.js';
export type { LocatedRow } from './readers/read-rows.js';
export { readTsv, streamTsv } from './readers/read-tsv.js';
export type { Source, SourceOptions } from './readers/source.js';
export { type ConlluOptions, readConllu } from './readers/tagged/read-conllu.js';
export { type Iob2Options, readIob2 } from './readers/tagged/read-iob2.js';
export type { TaggedText } from './readers/tagged/tagged-text.js';
export { concatenateRows } from './rows/concatenate-rows.js';
export { filterRows } from './rows/filter-rows.js';
export { mapRows } from './rows/map-rows.js';
export { rowsOf } from './rows/rows-of.js';
export { selectRows } from './rows/select-rows.js';
export type { SplitOptions } from './splits/apportion.js';
export {
  type ClassSize,
  type CutOptions,
  cutToEqualSize,
  type EqualClasses,
  type OversampleOptions,
  oversample,
} from './splits/class-sizes.js';
export type { By } from './splits/classes.js';
export { type Fold, type KFold, kFold } from './splits/k-fold.js';
export { sample, shuffle } from './splits/sample.js';
export type { Seed } from './splits/seed.js';
export { type Split, split } from './splits/split.js';
export {
  type ChecksumReport,
  type VerifyChecksumsOptions,
  verifyChecksums,
  writeChecksums,
} from './storage/durable/checksums.js';
export { type FileLock, type LockHolder, lockFile } from './storage/durable/file-lock.js';
export { type GrowingFile, openGrowingFile } from './storage/durable/growing-file.js';
export { type AppendedLine, appendLine, type LogLines, readLines } from './storage/durable/json-lines-log.js';
export { recoverFolder } from './storage/durable/recover-folder.js';
export { withStorageErrors } from './storage/durable/storage-error.js';
export { writeFileDurably } from './storage/durable/write-file.js';
export { writeFolder } from './storage/durable/write-folder.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsOptions,
} from './storage/safetensors/codec.js';
export type { ElementType } from './storage/safetensors/element-type.js';
export {
  openSafetensors,
  type SafetensorsFile,
  type SafetensorsInfo,
} from './storage/safetensors/open-safetensors.js';
export { type ReadSafetensorsOptions, readSafetensors } from './storage/safetensors/read-safetensors.js';
export { writeSafetensors } from './storage/safetensors/write-safetensors.js';
