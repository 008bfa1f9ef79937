import type { Encoding } from '@tomoni/spec';

/** Some tokens of an encoding, ascending, grouped by the word that they belong to. */
export function wordsOf({ wordIds, sequenceIds }: Encoding, positions: readonly number[]): number[][] {
  const words: number[][] = [];
  let last = -1;
  for (const position of positions) {
    const same =
      last >= 0 && wordIds[position] === wordIds[last] && sequenceIds[position] === sequenceIds[last];
    if (same) words.at(-1)?.push(position);
    else words.push([position]);
    last = position;
  }
  return words;
}
