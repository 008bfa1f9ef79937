import {
  type LabelGenerator,
  type MaskedTokens,
  type Rng,
  requireKnownOptions,
  TomoniError,
} from '@tomoni/spec';
import { type Corruption, type CorruptionOptions, corruption } from './corruption.js';
import { maskingGenerator, requireRate } from './masking-generator.js';
import { wordsOf } from './words.js';

/** Options of {@link spanMasking}. */
export interface SpanMaskingOptions extends CorruptionOptions {
  /** Share of the tokens, in (0, 1], that is chosen. Default 0.15. */
  readonly rate?: number;
  /** Parameter, in (0, 1], of the geometric distribution of span lengths in words: short spans are likelier. Default 0.2. */
  readonly stop?: number;
  /** Most words of a span. Default 10. */
  readonly maxWords?: number;
}

/**
 * Labels for masked language modelling in which spans of neighbouring words are chosen until the share `rate` of the
 * tokens is reached.
 *
 * A span has ℓ words with a probability that is proportional to `stop · (1 − stop)^(ℓ − 1)`, ℓ ≤ `maxWords`, and starts at
 * a random word; words that are chosen already are passed over. The last word is taken whole, so up to its length less one
 * tokens more are chosen, and at least one word is. A span is masked, replaced or kept as a whole.
 *
 * Source: Joshi et al., "SpanBERT: improving pre-training by representing and predicting spans", TACL 2020.
 *
 * @throws TomoniError `invalid-argument` where an option is out of range; `fit` and `restore`, where the encoder has no mask token
 *
 * @example
 * ```ts
 * import { spanMasking } from '@tomoni/labels';
 *
 * console.log(spanMasking({ stop: 0.3, maxWords: 5 }).kind); // span-masking
 * ```
 */
export function spanMasking(options: SpanMaskingOptions = {}): LabelGenerator<MaskedTokens> {
  requireKnownOptions('spanMasking()', options, ['rate', 'stop', 'maxWords', 'mask', 'random']);
  return maskingGenerator({
    kind: 'span-masking',
    settings: checkedSettings(options),
    check: checkedSettings,
    choose: (settings) => (encoding, maskable, rng) =>
      chooseSpans(wordsOf(encoding, maskable), maskable.length, settings, rng),
  });
}

type Settings = Corruption & { readonly rate: number; readonly stop: number; readonly maxWords: number };

function checkedSettings({
  rate = 0.15,
  stop = 0.2,
  maxWords = 10,
  ...shares
}: SpanMaskingOptions): Settings {
  requireRate(rate);
  if (!(stop > 0 && stop <= 1) || !(Number.isSafeInteger(maxWords) && maxWords >= 1))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Spans cannot be drawn with the parameter ${stop} and at most ${maxWords} words.`,
      remedy: "Give a 'stop' in (0, 1] and a whole number of words from 1 on.",
    });
  return { rate, stop, maxWords, ...corruption(shares) };
}

function chooseSpans(
  words: readonly (readonly number[])[],
  tokens: number,
  { rate, stop, maxWords }: Settings,
  rng: Rng,
): number[][] {
  if (words.length === 0) return [];
  const exact = rate * tokens;
  const budget = Math.max(1, Math.floor(exact) + (rng.uniform() < exact % 1 ? 1 : 0));
  const free = new Set(words.keys());
  const spans: number[][] = [];
  let chosen = 0;
  while (chosen < budget && free.size > 0) {
    const start = [...free][rng.integer(free.size)] as number;
    const span: number[] = [];
    const end = start + spanLength(stop, maxWords, rng);
    for (let word = start; word < end && chosen < budget && free.delete(word); word++) {
      const own = words[word] as readonly number[];
      span.push(...own);
      chosen += own.length;
    }
    spans.push(span);
  }
  return spans;
}

/** Drawn from the geometric distribution that is cut at the longest length, by inverting its distribution function. */
function spanLength(stop: number, longest: number, rng: Rng): number {
  if (stop === 1) return 1;
  const within = 1 - (1 - stop) ** longest;
  const length = Math.ceil(Math.log1p(-rng.uniform() * within) / Math.log1p(-stop));
  return Math.min(longest, Math.max(1, length));
}
