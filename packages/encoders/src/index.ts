export {
  type AttentionMap,
  type AttentionOfOptions,
  type AttentionReading,
  attentionOf,
} from './attention-maps/attention-of.js';
export {
  type ActivationCacheOptions,
  activationCache,
  type OwnedActivationCache,
} from './cache/activation-cache.js';
export { dropout } from './dropout/dropout.js';
export { type CreateEncoderOptions, createEncoder } from './encoder/create-encoder.js';
export {
  bertConfig,
  distilbertConfig,
  robertaConfig,
  type TransformerOptions,
} from './family/presets.js';
export type { DownloadProgress, HubOptions } from './hub/fetch-model.js';
export { type LoadEncoderOptions, loadEncoder } from './loading/load-encoder.js';
export type { Activation } from './operations/activation.js';
export { type SaveEncoderOptions, saveEncoder } from './saving/save-encoder.js';
export { writeEncoder } from './saving/write-encoder.js';
export { all, embeddings, except, lastLayers, layers, named, none, union } from './selection/selections.js';
export { sharingTable } from './sharing/catalogue/sharing-table.js';
export { type CgcOptions, cgc } from './sharing/experts/cgc.js';
export { type MmoeOptions, mmoe } from './sharing/experts/mmoe.js';
export { type PleOptions, ple } from './sharing/experts/ple.js';
export { type CrossStitchOptions, crossStitch } from './sharing/features/cross-stitch.js';
export { hardSharing } from './sharing/features/hard-sharing.js';
export { type ScalarMixOptions, scalarMix } from './sharing/features/scalar-mix.js';
export { type AdapterOptions, adapters } from './sharing/layers/adapters.js';
export {
  type ConditionalLayerNormOptions,
  conditionalLayerNorm,
} from './sharing/layers/conditional-layer-norm.js';
export { type LoraOptions, lora } from './sharing/layers/lora.js';
export { type SoftSharingOptions, softSharing } from './sharing/layers/soft-sharing.js';
export type { TransformerConfig } from './transformer/transformer-config.js';
export { loadVectorEncoder } from './vector/load-vector-encoder.js';
export { type VectorEncoderOptions, vectorEncoder } from './vector/vector-encoder.js';
