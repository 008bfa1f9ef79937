import { TomoniError } from '@tomoni/spec';

/** What is done to a text before the encoder reads it. */
export type InputTransform =
  /** Nothing. */
  | 'none'
  /** Some tokens become the mask token. */
  | 'mask'
  /** Some tokens become others of the vocabulary. */
  | 'replace'
  /** Some tokens are chosen, of which 80 % are masked, 10 % replaced, 10 % kept. */
  | 'bert'
  /** Words stand in another order. */
  | 'permute'
  /** Two parts of the text change places. */
  | 'reorder';

/** What a generator asks the model for. */
export type LabelOutput =
  /** Tokens that were altered: masked language modelling. */
  | 'restore'
  /** Whether, or which, tokens were replaced. */
  | 'replaced'
  /** Whether words stand in their order. */
  | 'permuted'
  /** Whether the parts of a text stand in their order. */
  | 'order'
  /** A property of the text as it was: its TF-IDF weights, its capitals, its sentiment. */
  | 'property';

/** The transforms that go with each output. */
const legal: Readonly<Record<LabelOutput, readonly InputTransform[]>> = {
  restore: ['mask', 'replace', 'bert'],
  replaced: ['replace'],
  permuted: ['permute'],
  order: ['reorder'],
  property: ['none', 'mask', 'replace', 'bert'],
};

/**
 * The transforms of the input that an output can be learnt with.
 *
 * What was replaced can only be asked where something is; a mask would give the answer away. Tokens are restored at the
 * place where they stood, so the order must stay. Without any transform there is nothing to restore or to detect. A property
 * of the text can be asked whether or not tokens are hidden from the model.
 *
 * Source: Dery et al., "AANG: automating auxiliary learning", ICLR 2023, whose space of objectives pairs inputs and outputs
 * and leaves out the illegal pairs.
 *
 * @example
 * ```ts
 * import { legalTransforms } from '@tomoni/labels';
 *
 * console.log(legalTransforms('replaced')); // ['replace']
 * ```
 */
export function legalTransforms(output: LabelOutput): readonly InputTransform[] {
  return legal[output];
}

/** @throws TomoniError `invalid-argument` where an output cannot be learnt with a transform */
export function requireLegal(kind: string, output: LabelOutput, transform: InputTransform): void {
  if (legal[output].includes(transform)) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The labels of '${kind}' cannot be learnt from inputs with the transform '${transform}'.`,
    remedy: `Use ${legal[output].map((one) => `'${one}'`).join(' or ')}.`,
  });
}
