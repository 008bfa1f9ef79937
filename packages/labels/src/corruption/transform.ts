import { type Encoder, type Encoding, type Rng, TomoniError } from '@tomoni/spec';
import { chooseEach } from '../masking/choose-each.js';
import type { Corruption } from '../masking/corruption.js';
import { type MaskVocabulary, maskVocabulary } from '../masking/mask-vocabulary.js';
import { mask, requireRate } from '../masking/masking-generator.js';

/** A transform of the input that hides tokens. */
export type HidingTransform = 'mask' | 'replace' | 'bert';

/** What happens to the chosen tokens in each transform. */
export const shares: Readonly<Record<HidingTransform, Corruption>> = {
  mask: { mask: 1, random: 0 },
  replace: { mask: 0, random: 1 },
  bert: { mask: 0.8, random: 0.1 },
};

/** How the input of a generator is transformed, where its labels do not depend on that. */
export interface InputTransformOptions {
  /** What is done to the text before the encoder reads it. Default `none`. */
  readonly input?: 'none' | HidingTransform;
  /** Probability, in (0, 1], with which each token is chosen where the input is transformed. Default 0.15. */
  readonly rate?: number;
}

/** {@link InputTransformOptions} with their defaults. */
export type InputSettings = Required<InputTransformOptions>;

/** @throws TomoniError `invalid-argument` where an option is out of range */
export function inputSettings({ input = 'none', rate = 0.15 }: InputTransformOptions): InputSettings {
  requireRate(rate);
  if (input === 'none' || Object.hasOwn(shares, input)) return { input, rate };
  throw new TomoniError({
    code: 'invalid-argument',
    what: `There is no transform '${input}' of the input.`,
    remedy: "Use 'none', 'mask', 'replace' or 'bert'.",
  });
}

/** Makes altered versions of encodings; `undefined` where the input stays as it is. */
export type TransformInput = (encoding: Encoding, rng: Rng) => Encoding | undefined;

/** @throws TomoniError `invalid-argument` where the transform needs a mask token and the encoder has none */
export function inputTransform({ input, rate }: InputSettings, encoder: Encoder | undefined): TransformInput {
  if (input === 'none') return () => undefined;
  const known = maskVocabulary(encoder);
  return (encoding, rng) => hide(encoding, rate, shares[input], known, rng).input;
}

/** An encoding in which each maskable token is chosen with the same probability, one at least. */
export function hide(
  encoding: Encoding,
  rate: number,
  corruption: Corruption,
  known: MaskVocabulary,
  rng: Rng,
) {
  const choose = (_: Encoding, maskable: readonly number[], draws: Rng) =>
    chooseEach(
      maskable.map((position) => [position]),
      () => rate,
      draws,
    );
  return mask(encoding, choose, corruption, known, rng);
}
