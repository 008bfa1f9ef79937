export type { CorruptionOptions } from './masking/corruption.js';
export { type RandomMaskingOptions, randomMasking } from './masking/random-masking.js';
