import type { Encoding } from '@tomoni/spec';

/** The stretches of an encoding's first text in which n-grams may lie, as ranges of token indices, end exclusive. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The stretches of neighbouring tokens of an encoding's first text that n-grams may be made of.
 *
 * A stretch ends at special tokens, at those of the vocabulary that stand in the text too, at tokens without a visible
 * character, and at tokens that share a character with a neighbour, as byte-level models make them of an emoji: a label
 * on characters could not tell those apart.
 *
 * @param reserved vocabulary indices of the special tokens
 */
export function tokenRanges(encoding: Encoding, reserved: ReadonlySet<number>): TokenRange[] {
  const ranges: TokenRange[] = [];
  let start = -1;
  const { length } = encoding.ids;
  for (let token = 0; token <= length; token++) {
    const inside = token < length && isUsable(encoding, token, reserved);
    if (inside && start < 0) start = token;
    if (inside || start < 0) continue;
    ranges.push({ start, end: token });
    start = -1;
  }
  return ranges;
}

function isUsable(encoding: Encoding, token: number, reserved: ReadonlySet<number>): boolean {
  const { special, sequenceIds, ids, offsets, text } = encoding;
  if (special[token] === 1 || sequenceIds[token] !== 0 || reserved.has(ids[token] as number)) return false;
  const start = offsets[2 * token] as number;
  const end = offsets[2 * token + 1] as number;
  if (text.slice(start, end).trim() === '') return false;
  const sharesWith = (other: number) =>
    sequenceIds[other] === 0 &&
    (offsets[2 * other] as number) < end &&
    (offsets[2 * other + 1] as number) > start;
  return !sharesWith(token - 1) && !sharesWith(token + 1);
}
