export type { ConformanceCase } from './cases/conformance-case.js';
export { engineConformance } from './engine/engine-conformance.js';
export { type GeneratorConformanceOptions, generatorConformance } from './generator/generator-conformance.js';
export { headConformance } from './head/head-conformance.js';
export type { HeadConformanceOptions } from './head/options.js';
export { sampleEncodings, sampleVocabulary } from './samples/sample-encodings.js';
export { type CountedTensors, countTensors } from './tensors/count-tensors.js';
export { type WeightingConformanceOptions, weightingConformance } from './weighting/weighting-conformance.js';
