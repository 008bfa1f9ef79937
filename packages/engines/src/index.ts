export type { EngineOptions } from './engine.js';
export { type EngineName, engineNames } from './engines.js';
export { currentEngine, type EngineReport, useEngine } from './use-engine.js';
