import type { SubwordModel } from './subword-model.js';

/** Every character one token. */
export function characters(ids: ReadonlyMap<string, number>, unknown: number): SubwordModel {
  return (word) => {
    const found: number[] = [];
    const bounds: number[] = [];
    let at = 0;
    for (const character of word) {
      found.push(ids.get(character) ?? unknown);
      bounds.push(at, at + character.length);
      at += character.length;
    }
    return { ids: found, bounds };
  };
}
