import {
  type Annotation,
  type Encoder,
  type Encoding,
  type FittedGenerator,
  type GeneratorContext,
  type Json,
  type LabelGenerator,
  type MaskedTokens,
  type Rng,
  requireKnownOptions,
  TomoniError,
} from '@tomoni/spec';
import { requireOneOf } from '../options/require-one-of.js';
import { variants } from '../pseudo-likelihood/masking-sets.js';
import { type ScoringOptions, scoreEncodings } from '../pseudo-likelihood/score-encodings.js';
import { decodeScores, encodeScores, scoreKey } from '../pseudo-likelihood/score-log.js';
import type { TokenScores } from '../pseudo-likelihood/token-scores.js';
import { isJsonObject } from '../saved/json-object.js';
import { readSavedGenerator } from '../saved/saved-generator.js';
import { chooseEach } from './choose-each.js';
import { type Corruption, type CorruptionOptions, corruption } from './corruption.js';
import { type MaskVocabulary, maskVocabulary } from './mask-vocabulary.js';
import { maskableTokens } from './maskable-tokens.js';
import { describeMasking, type MaskingFacts, maskingFacts } from './masking-facts.js';
import { type ChooseTokens, mask, requireRate } from './masking-generator.js';
import { type MaskingScaling, maskingProbabilities } from './masking-probabilities.js';

/** What makes a token difficult, of the probability `P` that the pretrained model gives to it. */
export type TokenDifficulty = '1-P' | '-log P';

/** Options of {@link l3Masking}. */
export interface L3MaskingOptions extends CorruptionOptions, Omit<ScoringOptions, 'signal' | 'progress'> {
  /** Mean, in (0, 1], of the probabilities with which a text's tokens are masked. Default 0.15. */
  readonly rate?: number;
  /** What makes a token difficult. Default `1-P`. */
  readonly value?: TokenDifficulty;
  /** How difficulties become probabilities. Default `proportional`. */
  readonly scaling?: MaskingScaling;
}

/** The probabilities with which the tokens of one text are masked. */
export interface TextMaskingProbabilities {
  readonly encoding: Encoding;
  /** One per token of the encoding; 0 for special tokens. */
  readonly probabilities: Float64Array;
}

/** Masking that has seen how well the pretrained model predicts the training part. */
export interface FittedL3Masking extends FittedGenerator<MaskedTokens> {
  /** The probabilities with which the tokens of some encodings are masked; those of texts outside the training part are computed. */
  probabilities(encodings: readonly Encoding[]): Promise<readonly TextMaskingProbabilities[]>;
}

/** A generator of masks by difficulty. */
export interface L3MaskingGenerator extends LabelGenerator<MaskedTokens> {
  fit(context: GeneratorContext): Promise<FittedL3Masking>;
  restore(saved: Json, encoder?: Encoder): Promise<FittedL3Masking>;
}

type Settings = Corruption & {
  readonly rate: number;
  readonly value: TokenDifficulty;
  readonly scaling: MaskingScaling;
  readonly variant: NonNullable<ScoringOptions['variant']>;
};

type Scoring = Pick<ScoringOptions, 'head' | 'batchTokens' | 'log'>;

/** What is saved: settings, and the log probabilities of the training part by the key of their text. */
type State = Settings & {
  readonly kind: typeof kind;
  readonly scores: Readonly<Record<string, string>>;
  readonly facts: MaskingFacts;
  /** Training texts in which too few tokens are difficult at all. */
  readonly floored: number;
};

const kind = 'l3-masking';

/**
 * Labels for masked language modelling in which a token is masked the more often, the worse the untouched pretrained model
 * predicts it: masking that leverages lessons learned.
 *
 * `fit` asks the encoder, as it was pretrained, for the probability of every token of the training part with itself and the
 * later tokens of its word masked (`word-l2r`), once; with a `log`, a killed fit goes on where it stopped. The
 * probabilities of being masked follow by {@link maskingProbabilities}, their mean over the maskable tokens of each text is
 * exactly `rate`; special tokens have none. Each token is then chosen on its own, one by its probability where that chooses
 * none, and masked, replaced or kept as in `randomMasking`. Drawn anew in each epoch. Texts outside the training part, such
 * as those of validation, are asked for when they are first met. Where the pretrained model is sure of so many tokens that the
 * rate cannot be had of the others, a notice says so, and `describe()` counts the texts.
 *
 * Source: Kimura, Komamizu and Hatano, "Multi-task fine-tuning for language models by leveraging lessons learned from
 * vanilla models"; its released code uses `−log P`, its slides `1 − P`.
 *
 * @throws TomoniError `invalid-argument` where an option is out of range; `fit` and `restore`, where the encoder has no mask
 * token; `fit`, where its checkpoint has no masked language model head, `mismatch` where the log is of another model,
 * `aborted` where its signal fires
 *
 * @example
 * ```ts
 * import { l3Masking } from '@tomoni/labels';
 * import type { Head, MaskedTokens } from '@tomoni/spec';
 *
 * const masking = (head: Head<MaskedTokens, unknown, object>) =>
 *   l3Masking({ head, rate: 0.15, value: '1-P', log: 'out/probabilities.jsonl' });
 * console.log(typeof masking); // function
 * ```
 */
export function l3Masking(options: L3MaskingOptions): L3MaskingGenerator {
  requireKnownOptions('l3Masking()', options, [
    'rate',
    'value',
    'scaling',
    'mask',
    'random',
    'head',
    'variant',
    'batchTokens',
    'log',
  ]);
  const { head, batchTokens, log, ...rest } = options;
  const settings = checkedSettings(rest);
  const scoring: Scoring = {
    head,
    ...(batchTokens === undefined ? {} : { batchTokens }),
    ...(log === undefined ? {} : { log }),
  };
  return {
    kind,
    altersInput: true,
    fit: (context) => fit(settings, scoring, context),
    restore: async (saved, encoder) => {
      const state = readSavedGenerator<State>(
        kind,
        saved,
        ({ scores, facts }) => isJsonObject(scores) && isJsonObject(facts),
      );
      checkedSettings(state);
      return fitted(state, scoring, encoder, maskVocabulary(encoder));
    },
  };
}

function checkedSettings({
  rate = 0.15,
  value = '1-P',
  scaling = 'proportional',
  variant = 'word-l2r',
  mask: masked,
  random,
}: Omit<L3MaskingOptions, keyof Scoring>): Settings {
  requireRate(rate);
  requireOneOf('value', value, ['1-P', '-log P']);
  requireOneOf('scaling', scaling, ['proportional', 'logit-shift']);
  requireOneOf('variant', variant, variants);
  if (scaling === 'logit-shift' && value === '-log P')
    throw new TomoniError({
      code: 'invalid-argument',
      what: "The scaling 'logit-shift' needs difficulties in [0, 1], and '-log P' has no upper bound.",
      remedy: "Use the difficulty '1-P', or the scaling 'proportional'.",
    });
  const shares = {
    ...(masked === undefined ? {} : { mask: masked }),
    ...(random === undefined ? {} : { random }),
  };
  return { rate, value, scaling, variant, ...corruption(shares) };
}

async function fit(
  settings: Settings,
  scoring: Scoring,
  context: GeneratorContext,
): Promise<FittedL3Masking> {
  const { encodings, encoder, rng, signal, progress, notice } = context;
  const known = maskVocabulary(encoder);
  const { scores } = await scoreEncodings(encoder as Encoder, encodings, {
    ...scoring,
    variant: settings.variant,
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress }),
  });
  const byKey = new Map(encodings.map((encoding, i) => [scoreKey(encoding), scores[i] as TokenScores]));
  const drawn = encodings.map((encoding, i) =>
    draw(encoding, scores[i] as TokenScores, settings, known, rng.fork(kind).fork(i)),
  );
  const floored = drawn.filter((one) => one.floored).length;
  if (floored > 0)
    notice?.(
      `in ${floored} of ${encodings.length} training texts fewer tokens are difficult at all than the rate ${settings.rate} asks for, so easy ones are masked too.`,
    );
  const state: State = {
    kind,
    ...settings,
    scores: Object.fromEntries([...byKey].map(([key, own]) => [key, encodeScores(own)])),
    facts: maskingFacts(
      encodings,
      drawn.map(({ annotation }) => annotation),
    ),
    floored,
  };
  return fitted(state, scoring, encoder, known);
}

/** One masked version of an encoding. */
function draw(
  encoding: Encoding,
  scores: TokenScores,
  settings: Settings,
  known: MaskVocabulary,
  rng: Rng,
): { readonly annotation: Annotation<MaskedTokens>; readonly floored: boolean } {
  const { probabilities, floored } = probabilitiesOf(encoding, scores, settings, known);
  const choose: ChooseTokens = (_, maskable, draws) =>
    chooseEach(
      maskable.map((position) => [position]),
      (token) => probabilities[maskable[token] as number] as number,
      draws,
    );
  return { annotation: mask(encoding, choose, settings, known, rng), floored };
}

function fitted(
  state: State,
  scoring: Scoring,
  encoder: Encoder | undefined,
  known: MaskVocabulary,
): FittedL3Masking {
  const { scores: saved, facts, floored, kind: _, ...settings } = state;
  const scores = new Map(Object.entries(saved).map(([key, own]) => [key, decodeScores(own)]));
  const { log: __, ...unlogged } = scoring;

  const scoresOf = async (encodings: readonly Encoding[]): Promise<TokenScores[]> => {
    const keys = encodings.map(scoreKey);
    const missing = encodings.filter((_, i) => !scores.has(keys[i] as string));
    if (missing.length > 0) {
      const asked = await scoreEncodings(encoder as Encoder, missing, {
        ...unlogged,
        variant: settings.variant,
      });
      missing.forEach((encoding, i) => {
        scores.set(scoreKey(encoding), asked.scores[i] as TokenScores);
      });
    }
    return keys.map((key) => scores.get(key) as TokenScores);
  };

  return {
    redraws: true,
    annotate: async (encodings, rng) => {
      const own = await scoresOf(encodings);
      return encodings.map(
        (encoding, i) => draw(encoding, own[i] as TokenScores, settings, known, rng.fork(i)).annotation,
      );
    },
    probabilities: async (encodings) => {
      const own = await scoresOf(encodings);
      return encodings.map((encoding, i) => ({
        encoding,
        probabilities: probabilitiesOf(encoding, own[i] as TokenScores, settings, known).probabilities,
      }));
    },
    describe: () => ({ kind, ...settings, ...describeMasking(facts, known), floored }),
    toJSON: () => ({ ...state }),
  };
}

/** The probabilities over all tokens of an encoding: 0 for those that are not maskable. */
function probabilitiesOf(
  encoding: Encoding,
  scores: TokenScores,
  { rate, value, scaling }: Settings,
  { reserved }: MaskVocabulary,
): { readonly probabilities: Float64Array; readonly floored: boolean } {
  const maskable = maskableTokens(encoding, reserved);
  const difficulties = maskable.map((position) => {
    const logProbability = Math.min(0, scores[position] as number);
    return value === '1-P' ? -Math.expm1(logProbability) : -logProbability;
  });
  const own = maskingProbabilities(difficulties, { rate, scaling });
  const probabilities = new Float64Array(encoding.ids.length);
  maskable.forEach((position, i) => {
    probabilities[position] = own.probabilities[i] as number;
  });
  return { probabilities, floored: own.floored };
}
