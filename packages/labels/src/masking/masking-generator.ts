import {
  type Encoding,
  type FittedGenerator,
  type JsonObject,
  type LabelGenerator,
  type MaskedTokens,
  type Rng,
  TomoniError,
} from '@tomoni/spec';
import { isJsonObject } from '../saved/json-object.js';
import { readSavedGenerator } from '../saved/saved-generator.js';
import { type Corruption, corrupt } from './corruption.js';
import { type MaskVocabulary, maskVocabulary } from './mask-vocabulary.js';
import { maskableTokens } from './maskable-tokens.js';
import { describeMasking, type MaskingFacts, maskingFacts } from './masking-facts.js';

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
  const drawer = (own: Settings, known: MaskVocabulary) => {
    const chosen = choose(own);
    return (encodings: readonly Encoding[], rng: Rng) =>
      encodings.map((encoding, index) => mask(encoding, chosen, own, known, rng.fork(index)));
  };
  const fitted = (
    own: Settings,
    known: MaskVocabulary,
    learnt: MaskingFacts,
  ): FittedGenerator<MaskedTokens> => {
    const draw = drawer(own, known);
    return {
      redraws: true,
      annotate: async (encodings, rng) => draw(encodings, rng),
      describe: () => ({ kind, ...own, ...describeMasking(learnt, known) }),
      toJSON: () => ({ kind, settings: own, learnt }),
    };
  };
  return {
    kind,
    altersInput: true,
    fit: async ({ encodings, encoder, rng }) => {
      const known = maskVocabulary(encoder);
      const drawn = drawer(settings, known)(encodings, rng.fork(kind));
      return fitted(settings, known, maskingFacts(encodings, drawn));
    },
    restore: async (saved, encoder) => {
      const state = readSavedGenerator<{ readonly settings: Settings; readonly learnt: MaskingFacts }>(
        kind,
        saved,
        ({ settings: own, learnt }) => isJsonObject(own) && hasNumbers(own, settings) && isJsonObject(learnt),
      );
      return fitted(check(state.settings), maskVocabulary(encoder), state.learnt);
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

function hasNumbers(saved: JsonObject, settings: object): boolean {
  return Object.keys(settings).every((name) => typeof saved[name] === 'number');
}
