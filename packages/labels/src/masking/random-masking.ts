import {
  type FittedGenerator,
  type Json,
  type JsonObject,
  type LabelGenerator,
  type MaskedTokens,
  type Rng,
  TomoniError,
} from '@tomoni/spec';
import { type Corruption, type CorruptionOptions, corrupt, corruption } from './corruption.js';
import { type MaskVocabulary, maskVocabulary } from './mask-vocabulary.js';
import { maskableTokens } from './maskable-tokens.js';

/** Options of {@link randomMasking}. */
export interface RandomMaskingOptions extends CorruptionOptions {
  /** Probability, in (0, 1], with which each token is chosen. Default 0.15. */
  readonly rate?: number;
}

const kind = 'random-masking';

/**
 * Labels for masked language modelling: tokens chosen at random, most of them masked, which a model is asked to restore.
 *
 * Each maskable token is chosen on its own with probability `rate`; where that chooses none of a text's `n` maskable
 * tokens, one is taken at random, so that on average `rate + (1 − rate)ⁿ / n` of them are chosen. Of the chosen, the
 * share `mask` becomes the mask token, the share `random` a random token, and the rest stays. Special tokens, those that
 * stand in the text too, are neither chosen nor put in. A text without a maskable token has an empty label. Drawn anew
 * in each epoch.
 *
 * Source: Devlin et al., "BERT: pre-training of deep bidirectional transformers", NAACL 2019 (which fixes the number of
 * chosen tokens; the choice token by token is that of Hugging Face's collator and of masking by probabilities).
 *
 * @throws TomoniError `invalid-argument` where a rate or share is out of range; `fit` and `restore`, where the encoder has no mask token
 *
 * @example
 * ```ts
 * import { randomMasking } from '@tomoni/labels';
 *
 * const masking = randomMasking({ rate: 0.3, mask: 1, random: 0 });
 * console.log(masking.kind); // random-masking
 * ```
 */
export function randomMasking(options: RandomMaskingOptions = {}): LabelGenerator<MaskedTokens> {
  const settings = checkedSettings(options);
  return {
    kind,
    altersInput: true,
    fit: async ({ encoder }) => fitted(settings, maskVocabulary(encoder)),
    restore: async (saved, encoder) => fitted(savedSettings(saved), maskVocabulary(encoder)),
  };
}

type Settings = Corruption & { readonly rate: number };

function checkedSettings({ rate = 0.15, ...shares }: RandomMaskingOptions): Settings {
  if (!(rate > 0 && rate <= 1))
    throw new TomoniError({ code: 'invalid-argument', what: `The masking rate ${rate} is not in (0, 1].` });
  return { rate, ...corruption(shares) };
}

function savedSettings(saved: Json): Settings {
  const { kind: found, rate, mask, random } = isObject(saved) ? saved : {};
  if (found === kind && typeof rate === 'number' && typeof mask === 'number' && typeof random === 'number')
    return checkedSettings({ rate, mask, random });
  throw new TomoniError({
    code: 'mismatch',
    what: `The saved generator is not one of kind '${kind}'.`,
    remedy: 'Load it with the generator it was saved from.',
  });
}

function isObject(saved: Json): saved is JsonObject {
  return typeof saved === 'object' && saved !== null && !Array.isArray(saved);
}

function fitted(settings: Settings, known: MaskVocabulary): FittedGenerator<MaskedTokens> {
  const { rate, mask, random } = settings;
  return {
    redraws: true,
    annotate: async (encodings, rng) =>
      encodings.map((encoding, index) => {
        const own = rng.fork(index);
        const positions = choose(maskableTokens(encoding, known.reserved), rate, own.fork('choice'));
        return corrupt(encoding, positions, settings, known, own.fork('corruption'));
      }),
    describe: () => ({ kind, rate, mask, random }),
    toJSON: () => ({ kind, rate, mask, random }),
  };
}

/** Each position with the given probability; at least one where there is one. */
function choose(positions: readonly number[], rate: number, rng: Rng): readonly number[] {
  const chosen = positions.filter(() => rng.uniform() < rate);
  if (chosen.length > 0 || positions.length === 0) return chosen;
  return [positions[rng.integer(positions.length)] as number];
}
