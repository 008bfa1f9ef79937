import {
  createRng,
  type FittedGenerator,
  type LabelGenerator,
  requireKnownOptions,
  TomoniError,
} from '@tomoni/spec';
import { readSavedGenerator } from '../saved/saved-generator.js';
import { textKey } from '../saved/text-key.js';

/** Options of {@link noise}. */
export interface NoiseOptions {
  /** Least label. Default 0. */
  readonly low?: number;
  /** Greatest label; not reached by real ones. Default 1. */
  readonly high?: number;
  /** Whether labels are whole numbers, the greatest one included. Default `false`. */
  readonly integer?: boolean;
}

const kind = 'noise';

type Settings = Required<NoiseOptions>;
type State = Settings & {
  readonly kind: typeof kind;
  readonly seed: number;
  /** Texts of the training part. */
  readonly texts: number;
};

/**
 * A control: labels that have nothing to do with the texts, uniform between two numbers. A label depends on the seed of the
 * run and on the text alone, so that it stays the same in all epochs, and equal texts have equal labels.
 *
 * @throws TomoniError `invalid-argument` where the bounds are not two numbers in order, or not whole where labels are
 *
 * @example
 * ```ts
 * import { noise } from '@tomoni/labels';
 *
 * console.log(noise({ low: 0, high: 3, integer: true }).kind); // noise
 * ```
 */
export function noise(options: NoiseOptions = {}): LabelGenerator<number> {
  requireKnownOptions('noise()', options, ['low', 'high', 'integer']);
  const settings = checkedSettings(options);
  return {
    kind,
    altersInput: false,
    fit: async ({ encodings, rng }) =>
      fitted({
        kind,
        ...settings,
        seed: rng.fork('noise').integer(2 ** 32),
        texts: encodings.length,
      }),
    restore: async (saved) => {
      const state = readSavedGenerator<State>(
        kind,
        saved,
        ({ seed, texts }) => typeof seed === 'number' && typeof texts === 'number',
      );
      checkedSettings(state);
      return fitted(state);
    },
  };
}

function checkedSettings({ low = 0, high = 1, integer = false }: NoiseOptions): Settings {
  const whole = !integer || (Number.isSafeInteger(low) && Number.isSafeInteger(high) && high - low < 2 ** 32);
  if (Number.isFinite(low) && Number.isFinite(high) && low < high && whole) return { low, high, integer };
  throw new TomoniError({
    code: 'invalid-argument',
    what: `Noise cannot be drawn from ${low} to ${high}${integer ? ' as whole numbers' : ''}.`,
    remedy: `Give two ${integer ? 'whole ' : ''}numbers, the lower one first.`,
  });
}

function fitted(state: State): FittedGenerator<number> {
  const { low, high, integer, seed, texts } = state;
  const rng = createRng(seed);
  return {
    redraws: false,
    annotate: async (encodings) =>
      encodings.map((encoding) => {
        const own = rng.fork(textKey(encoding));
        return {
          label: integer ? low + own.integer(high - low + 1) : low + (high - low) * own.uniform(),
        };
      }),
    describe: () => ({ kind, low, high, integer, mean: (low + high) / 2, labels: texts, coverage: 1 }),
    toJSON: () => ({ ...state }),
  };
}
