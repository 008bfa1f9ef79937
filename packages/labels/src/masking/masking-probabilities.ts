import { requireKnownOptions, TomoniError } from '@tomoni/spec';

/** How difficulties become probabilities. */
export interface MaskingProbabilityOptions {
  /** The mean that the probabilities shall have, in (0, 1]. */
  readonly rate: number;
  /**
   * `proportional`: `p = min(1, c·v)`. `logit-shift`: `p = σ(logit v + b)`, for difficulties in [0, 1]. `c` and `b` are such
   * that the mean of `p` is the rate. Default `proportional`.
   */
  readonly scaling?: MaskingScaling;
}

/** How difficulties become probabilities with a given mean. */
export type MaskingScaling = 'proportional' | 'logit-shift';

/** Probabilities with the wanted mean. */
export interface MaskingProbabilities {
  /** In the order of the difficulties, in [0, 1]. */
  readonly probabilities: Float64Array;
  /** Whether the mean could not be had of the difficulties as they are, because too many are 0, so that they were raised to 10⁻⁶. */
  readonly floored: boolean;
}

/** What difficulties of 0 are raised to where the mean cannot be reached without them. */
const FLOOR = 1e-6;

/**
 * Turns the difficulties of a text's tokens into probabilities of being masked whose mean is exactly the wanted one: the
 * more difficult a token, the likelier it is masked, and none is masked more than surely.
 *
 * With `proportional`, `c = (m·n − k) / Σ_{i>k} v_i` for the difficulties `v` from the greatest down, the wanted mean `m` and
 * the smallest `k` with `c·v_{k+1} ≤ 1`: the `k` greatest get probability 1. That needs `m ≤ |{v > 0}| / n`.
 *
 * @param difficulties 0 or more, one per token
 * @throws TomoniError `invalid-argument` where the rate is not in (0, 1], or a difficulty is out of range
 *
 * @example
 * ```ts
 * import { maskingProbabilities } from '@tomoni/labels';
 *
 * const { probabilities } = maskingProbabilities([0.9, 0.1, 0.1, 0.1], { rate: 0.4 });
 * console.log([...probabilities]); // [1, 0.2, 0.2, 0.2], but for rounding
 * ```
 */
export function maskingProbabilities(
  difficulties: ArrayLike<number>,
  options: MaskingProbabilityOptions,
): MaskingProbabilities {
  requireKnownOptions('maskingProbabilities()', options, ['rate', 'scaling']);
  const { rate, scaling = 'proportional' } = options;
  const values = Float64Array.from(difficulties);
  if (!(rate > 0 && rate <= 1)) refuse(`The masking rate ${rate} is not in (0, 1].`);
  const most = scaling === 'logit-shift' ? 1 : Number.POSITIVE_INFINITY;
  const wrong = values.findIndex(
    (value) => !(value >= 0 && value <= most && value < Number.POSITIVE_INFINITY),
  );
  if (wrong >= 0)
    refuse(
      `The difficulty ${values[wrong]} of token ${wrong} is not a number from 0 ${most === 1 ? 'to 1' : 'on'}.`,
    );
  const known = values.filter((value) => value > 0).length;
  const floored = rate * values.length > known * (1 + 1e-12);
  const raised = floored ? values.map((value) => Math.max(value, FLOOR)) : values;
  return {
    probabilities: scaling === 'proportional' ? proportional(raised, rate) : shifted(raised, rate),
    floored,
  };
}

function proportional(values: Float64Array, rate: number): Float64Array {
  const descending = values.toSorted().reverse();
  /** Sum of all from an index on, the smallest added first. */
  const rest = new Float64Array(values.length + 1);
  for (let i = values.length - 1; i >= 0; i--) rest[i] = (rest[i + 1] as number) + (descending[i] as number);
  const wanted = rate * values.length;
  let sure = 0;
  let factor = 0;
  for (; sure < values.length && (rest[sure] as number) > 0; sure++) {
    factor = (wanted - sure) / (rest[sure] as number);
    if (factor * (descending[sure] as number) <= 1) break;
  }
  const capped = rest[sure] === 0 || sure === values.length;
  const threshold = sure === 0 ? Number.POSITIVE_INFINITY : (descending[sure - 1] as number);
  return values.map((value) => {
    if (value >= threshold) return 1;
    return capped ? 0 : factor * value;
  });
}

/** The greatest number below 1: a difficulty of 1 is moved there, so that the shift reaches it. */
const BELOW_ONE = 1 - 2 ** -53;

function shifted(values: Float64Array, rate: number): Float64Array {
  if (values.length === 0 || rate === 1) return values.map(() => rate);
  const logits = values.map((value) => {
    if (value === 0) return Number.NEGATIVE_INFINITY;
    const inside = Math.min(value, BELOW_ONE);
    return Math.log(inside) - Math.log1p(-inside);
  });
  const at = (shift: number) => logits.map((logit) => 1 / (1 + Math.exp(-(logit + shift))));
  const wanted = rate * values.length;
  let low = -800;
  let high = 800;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (at(middle).reduce((sum, p) => sum + p, 0) < wanted) low = middle;
    else high = middle;
  }
  return at(high);
}

function refuse(what: string): never {
  throw new TomoniError({ code: 'invalid-argument', what });
}
