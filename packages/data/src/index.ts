export {
  type ChecksumReport,
  type VerifyChecksumsOptions,
  verifyChecksums,
  writeChecksums,
} from './storage/durable/checksums.js';
export { type AppendedLine, appendLine, type LogLines, readLines } from './storage/durable/json-lines-log.js';
export { recoverFolder } from './storage/durable/recover-folder.js';
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
