import { type AlignedText, AlignedTextBuilder } from './aligned-text.js';

/** What a character becomes: a text of any length. */
export type CharacterMap = (character: string) => string;

/** A map that looks each character up only once. */
export function memoized(map: CharacterMap): CharacterMap {
  const known = new Map<string, string>();
  return (character) => {
    let mapped = known.get(character);
    if (mapped === undefined) {
      mapped = map(character);
      known.set(character, mapped);
    }
    return mapped;
  };
}

/** The text with each character replaced by what the map makes of it. */
export function mapCharacters(source: AlignedText, map: CharacterMap): AlignedText {
  let mapped = '';
  for (const character of source.text) {
    const replacement = map(character);
    if (replacement.length !== character.length) return mapAndAlign(source, map);
    mapped += replacement;
  }
  return mapped === source.text ? source : source.relabel(mapped);
}

function mapAndAlign(source: AlignedText, map: CharacterMap): AlignedText {
  const builder = new AlignedTextBuilder(source);
  let index = 0;
  for (const character of source.text) {
    const end = index + character.length;
    builder.add(map(character), index, end);
    index = end;
  }
  return builder.build();
}
