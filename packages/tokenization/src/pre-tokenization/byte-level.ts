import type { AlignedText } from '../alignment/aligned-text.js';
import { mapCharacters, memoized } from '../alignment/map-characters.js';
import { prepend } from '../normalization/prepend.js';
import { byteCharacters } from '../unicode/bytes.js';
import { WHITESPACE } from '../unicode/characters.js';
import { matches } from './split.js';

const words = new RegExp(
  `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${WHITESPACE}\\p{L}\\p{N}]+|[${WHITESPACE}]+(?![^${WHITESPACE}])|[${WHITESPACE}]+`,
  'gu',
);
const bytes = memoized(byteCharacters);
const addSpace = prepend(' ');

/** GPT-2's words, with the space before them, written as bytes. Source: Radford et al., 2019. */
export function byteLevelWords(settings: {
  readonly addPrefixSpace: boolean;
  readonly useRegex: boolean;
}): (source: AlignedText) => AlignedText[] {
  const { addPrefixSpace, useRegex } = settings;
  return (source) => {
    const text = addPrefixSpace && !source.text.startsWith(' ') ? addSpace(source) : source;
    return (useRegex ? matches(text, words) : [text]).map((word) => mapCharacters(word, bytes));
  };
}
