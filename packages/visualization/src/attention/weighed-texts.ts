import type { AttentionMap } from './attention-svg.js';

/** A stretch of a text with the attention that its tokens get. */
export interface WeighedToken {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/** A text, or both of a pair, cut into what can be coloured. */
export interface WeighedTexts {
  readonly texts: readonly { readonly text: string; readonly tokens: readonly WeighedToken[] }[];
  /** What special tokens get, added up. */
  readonly special: number;
  /** The greatest weight outside special tokens; 0 where there is none. */
  readonly greatest: number;
}

/** Weights of tokens that share characters, as the bytes of an emoji do, are added up. */
export function weighedTexts({ text, pair, offsets, sequences, weights }: AttentionMap): WeighedTexts {
  const texts = (pair === undefined ? [text] : [text, pair]).map((own, sequence) => {
    const tokens: WeighedToken[] = [];
    for (const [i, [start, end]] of offsets.entries()) {
      if (sequences[i] !== sequence || end <= start) continue;
      const weight = finite(weights[i]);
      const last = tokens.at(-1);
      if (last === undefined || start >= last.end) tokens.push({ start, end, weight });
      else
        tokens[tokens.length - 1] = {
          start: last.start,
          end: Math.max(last.end, end),
          weight: last.weight + weight,
        };
    }
    return { text: own, tokens };
  });
  const special = weights.reduce((sum, weight, i) => sum + (sequences[i] === -1 ? finite(weight) : 0), 0);
  const greatest = texts
    .flatMap(({ tokens }) => tokens)
    .reduce((most, { weight }) => Math.max(most, weight), 0);
  return { texts, special, greatest };
}

function finite(weight: number | undefined): number {
  return weight !== undefined && Number.isFinite(weight) ? weight : 0;
}
