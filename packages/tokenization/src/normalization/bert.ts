import type { AlignedText } from '../alignment/aligned-text.js';
import { mapCharacters, memoized } from '../alignment/map-characters.js';
import { isChinese, isControl, isNonSpacingMark, isWhitespace } from '../unicode/characters.js';
import { decompose } from './unicode-form.js';

/** The settings of BERT's normaliser. */
export interface BertNormalization {
  /** Removes control characters and makes every whitespace a space. */
  readonly cleanText: boolean;
  /** Puts spaces around each Chinese character. */
  readonly spaceChinese: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

/** BERT's normaliser: what becomes of a character does not depend on its neighbours. */
export function bertNormalizer(settings: BertNormalization): (source: AlignedText) => AlignedText {
  const table = memoized((character) => normalizeCharacter(character, settings));
  return (source) => {
    if (!/[^ -~]/.test(source.text))
      return settings.lowercase ? source.relabel(source.text.toLowerCase()) : source;
    return mapCharacters(source, table);
  };
}

function normalizeCharacter(character: string, settings: BertNormalization): string {
  const { cleanText, spaceChinese, stripAccents, lowercase } = settings;
  let text = character;
  if (cleanText) {
    if (character === '\0' || character === '\ufffd' || isControl(character)) return '';
    if (isWhitespace(character)) text = ' ';
  }
  if (spaceChinese && isChinese(character)) text = ` ${character} `;
  if (stripAccents)
    text = [...text].flatMap((c) => decompose(c, 'NFD').filter((part) => !isNonSpacingMark(part))).join('');
  // Character by character: a final sigma is not told from another.
  if (lowercase) text = Array.from(text, (c) => c.toLowerCase()).join('');
  return text;
}
