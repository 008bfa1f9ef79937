import type { JsonObject, LabelGenerator } from '@tomoni/spec';
import type { MaskedLanguageModel } from '../pseudo-likelihood/masked-predictor.js';

/** How saved generators of one kind are loaded. */
export interface GeneratorKind {
  /** Name of the kind, as generators have it and checkpoints record it. */
  readonly kind: string;
  /** A generator that can restore what was saved: made with the options that are found in it. */
  make(saved: JsonObject, head?: MaskedLanguageModel): LabelGenerator<unknown>;
}
