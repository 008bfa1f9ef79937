import { type Annotation, type Encoding, type MaskedTokens, type Rng, TomoniError } from '@tomoni/spec';
import type { MaskVocabulary } from './mask-vocabulary.js';

/** What happens to the tokens that were chosen; the rest of them stays as it is, but is to be restored too. */
export interface CorruptionOptions {
  /** Share that is replaced by the mask token, in [0, 1]. Default 0.8. */
  readonly mask?: number;
  /** Share that is replaced by a random token that is not special, in [0, 1]. Default 0.1. */
  readonly random?: number;
}

/** {@link CorruptionOptions} with their defaults. */
export type Corruption = Required<CorruptionOptions>;

/** @throws TomoniError `invalid-argument` where a share is not in [0, 1] or both are more than the whole */
export function corruption({ mask = 0.8, random = 0.1 }: CorruptionOptions): Corruption {
  if (!(mask >= 0 && random >= 0 && mask + random <= 1 + Number.EPSILON))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The shares ${mask} of masked and ${random} of random tokens are not parts of 1.`,
      remedy: 'Give two numbers from 0 on whose sum is at most 1.',
    });
  return { mask, random };
}

/** The encoding with the chosen tokens replaced, each group in one way, and what stood there. */
export function corrupt(
  encoding: Encoding,
  groups: readonly (readonly number[])[],
  { mask, random }: Corruption,
  { vocabulary, maskId, reserved }: MaskVocabulary,
  rng: Rng,
): Annotation<MaskedTokens> {
  const ids = encoding.ids.slice();
  const tokens = [...encoding.tokens];
  for (const group of groups) {
    const draw = rng.uniform();
    if (draw >= mask + random) continue;
    for (const position of group) {
      const id = draw < mask ? maskId : randomToken(vocabulary.size, reserved, rng);
      ids[position] = id;
      tokens[position] = vocabulary.tokenOf(id) ?? '';
    }
  }
  const positions = Int32Array.from(groups.flat()).sort();
  return {
    label: { positions, ids: positions.map((position) => encoding.ids[position] as number) },
    input: { ...encoding, ids, tokens },
  };
}

/** Uniform over the vocabulary but for the special tokens. */
function randomToken(size: number, reserved: ReadonlySet<number>, rng: Rng): number {
  for (;;) {
    const id = rng.integer(size);
    if (!reserved.has(id)) return id;
  }
}
