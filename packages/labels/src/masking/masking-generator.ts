import {
  type Encoder,
  type Encoding,
  type FittedGenerator,
  type JsonObject,
  type LabelGenerator,
  type MaskedTokens,
  type Rng,
  TomoniError,
} from '@tomoni/spec';
import { readSavedGenerator } from '../saved/saved-generator.js';
import { type Corruption, corrupt } from './corruption.js';
import { type MaskVocabulary, maskVocabulary } from './mask-vocabulary.js';
import { maskableTokens } from './maskable-tokens.js';

/** Chooses tokens: groups of ascending positions, each of which is masked, replaced or kept as a whole. */
export type ChooseTokens = (
  encoding: Encoding,
  maskable: readonly number[],
  rng: Rng,
) => readonly (readonly number[])[];

/** A way to mask that learns nothing from the texts. */
export interface MaskingMethod<Settings extends Corruption & Readonly<Record<string, number>>> {
  readonly kind: string;
  readonly settings: Settings;
  /** Settings that were saved, checked as those of a user are. */
  check(saved: object): Settings;
  choose(settings: Settings): ChooseTokens;
}

/** A generator of masks whose choice depends on its settings alone. */
export function maskingGenerator<Settings extends Corruption & Readonly<Record<string, number>>>({
  kind,
  settings,
  check,
  choose,
}: MaskingMethod<Settings>): LabelGenerator<MaskedTokens> {
  const fitted = (own: Settings, encoder: Encoder | undefined): FittedGenerator<MaskedTokens> => {
    const known = maskVocabulary(encoder);
    const chosen = choose(own);
    return {
      redraws: true,
      annotate: async (encodings, rng) =>
        encodings.map((encoding, index) => mask(encoding, chosen, own, known, rng.fork(index))),
      describe: () => ({ kind, ...own }),
      toJSON: () => ({ kind, ...own }),
    };
  };
  return {
    kind,
    altersInput: true,
    fit: async ({ encoder }) => fitted(settings, encoder),
    restore: async (saved, encoder) => {
      const { kind: _, ...own } = readSavedGenerator<JsonObject & Settings>(
        kind,
        saved,
        hasNumbers(settings),
      );
      return fitted(check(own), encoder);
    },
  };
}

/** One masked version of an encoding. */
export function mask(
  encoding: Encoding,
  choose: ChooseTokens,
  corruption: Corruption,
  known: MaskVocabulary,
  rng: Rng,
) {
  const groups = choose(encoding, maskableTokens(encoding, known.reserved), rng.fork('choice'));
  return corrupt(encoding, groups, corruption, known, rng.fork('corruption'));
}

/** @throws TomoniError `invalid-argument` where the rate is not in (0, 1] */
export function requireRate(rate: number): void {
  if (rate > 0 && rate <= 1) return;
  throw new TomoniError({ code: 'invalid-argument', what: `The masking rate ${rate} is not in (0, 1].` });
}

function hasNumbers(settings: object): (state: JsonObject) => boolean {
  return (state) => Object.keys(settings).every((name) => typeof state[name] === 'number');
}
