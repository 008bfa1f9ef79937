import type { Encoding, Rng } from '@tomoni/spec';
import { wordsOf } from '../masking/words.js';

/** The tokens of an encoding in another order: `order[i]` is the token that comes to stand at place `i`. */
export function reorderTokens(encoding: Encoding, order: readonly number[]): Encoding {
  const { ids, typeIds, tokens, offsets, wordIds, sequenceIds, special } = encoding;
  return {
    ...encoding,
    ids: ids.map((_, i) => ids[order[i] as number] as number),
    typeIds: typeIds.map((_, i) => typeIds[order[i] as number] as number),
    tokens: tokens.map((_, i) => tokens[order[i] as number] as string),
    offsets: offsets.map((_, i) => offsets[2 * (order[i >> 1] as number) + (i & 1)] as number),
    wordIds: wordIds.map((_, i) => wordIds[order[i] as number] as number),
    sequenceIds: sequenceIds.map((_, i) => sequenceIds[order[i] as number] as number),
    special: special.map((_, i) => special[order[i] as number] as number),
  };
}

/** The words of an encoding's first text, as lists of tokens. */
export function textWords(encoding: Encoding): number[][] {
  const { special, sequenceIds } = encoding;
  const tokens = Array.from(special.keys()).filter(
    (token) => special[token] === 0 && sequenceIds[token] === 0,
  );
  return wordsOf(encoding, tokens);
}

/** An encoding whose words have changed places within stretches of `span` words; no stretch of two and more stays as it was. */
export function permuteWords(encoding: Encoding, span: number, rng: Rng): Encoding {
  const words = textWords(encoding);
  const order: number[] = [];
  for (let start = 0; start < words.length; start += span) {
    const stretch = words.slice(start, start + span);
    order.push(...derange(stretch, rng.fork(start)).flat());
  }
  return reorderTokens(encoding, aroundWords(encoding, order));
}

/** An order of all tokens in which those of the first text's words stand as given, and all others where they stood. */
export function aroundWords({ special, sequenceIds }: Encoding, words: readonly number[]): number[] {
  let next = 0;
  return Array.from(special, (isSpecial, token) =>
    isSpecial === 0 && sequenceIds[token] === 0 ? (words[next++] as number) : token,
  );
}

/** Another order than the given one, where there is another. */
function derange<T>(items: readonly T[], rng: Rng): T[] {
  if (items.length < 2) return [...items];
  const order = rng.permutation(items.length);
  const same = order.every((index, place) => index === place);
  return same ? [...items.slice(1), items[0] as T] : Array.from(order, (index) => items[index] as T);
}
