import type { Encoding } from '@tomoni/spec';

/**
 * The tokens that masking may choose: neither added by the model's template nor a special token that stands in the text,
 * such as an unknown one.
 *
 * @param reserved vocabulary indices of the special tokens
 */
export function maskableTokens(encoding: Encoding, reserved: ReadonlySet<number>): number[] {
  const positions = Array.from(encoding.ids, (_, position) => position);
  return positions.filter(
    (position) => encoding.special[position] === 0 && !reserved.has(encoding.ids[position] as number),
  );
}
