import { refuse } from '../types/sentence.js';
import * as sentences from './sentences.js';

/** Refuses options that are not known, which the compiler finds only where there is one. */
export function requireKnown(method: string, given: object, known: readonly string[]): void {
  for (const option of Object.keys(given))
    if (!known.includes(option)) refuse(sentences.optionUnknown(method, option, known));
}

export const taskOptions = ['layer', 'dropout', 'column', 'from', 'data', 'head'] as const;
export const columnOptions = ['text', 'pair'] as const;
export const batchingOptions = ['size', 'accumulate', 'byLength', 'evaluationSize'] as const;
export const inputOptions = ['maxLength', 'long', 'overlap'] as const;
export const stoppingOptions = [
  'maxEpochs',
  'maxSteps',
  'patience',
  'minDelta',
  'monitor',
  'evaluateEvery',
  'restoreBest',
] as const;
