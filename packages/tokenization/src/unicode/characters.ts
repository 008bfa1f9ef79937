import { LATER_FORMAT, LATER_MARKS, LATER_NONSPACING_MARKS, LATER_PUNCTUATION } from './later-characters.js';

// Character classes as Python's tokenizers see them; the constants stand inside `[…]` of a regular expression.

/** Whitespace; JavaScript's own `\s` lacks U+0085 and has U+FEFF. */
export const WHITESPACE = '\\p{White_Space}';

/** Word characters, as `\w` in Rust. */
export const WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}';

/** Punctuation as BERT counts it: every ASCII symbol, and Unicode's category P, with two signs that have left it since Unicode 8. For the `v` flag. */
export const PUNCTUATION = `[[\\p{P}\\u166d\\u{111c9}!-\\/\\:-@\\[-\\\`\\{-\\~]--[${LATER_PUNCTUATION}]]`;

const whitespace = new RegExp(`[${WHITESPACE}]`, 'u');
const control = new RegExp(`(?![\\t\\n\\r${LATER_FORMAT}])[\\p{Cc}\\p{Cf}\\p{Co}]`, 'u');
const mark = new RegExp(`(?![${LATER_MARKS}])\\p{M}`, 'u');
const nonSpacingMark = new RegExp(`(?![${LATER_NONSPACING_MARKS}])[\\p{Mn}\\u1734\\u{1171e}]`, 'u');
const word = new RegExp(`[${WORD}]`, 'u');

export const isWhitespace = (character: string): boolean => whitespace.test(character);
export const isWordCharacter = (character: string): boolean => word.test(character);
export const isMark = (character: string): boolean => mark.test(character);
export const isNonSpacingMark = (character: string): boolean => nonSpacingMark.test(character);
/** Control, format and private-use characters, without tab, line feed and carriage return. */
export const isControl = (character: string): boolean => control.test(character);

/** Whether BERT puts spaces around the character. The gap at U+2B820 is that of Python's tokenizers. */
export function isChinese(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0x3400 && code <= 0x4dbf) ||
    (code >= 0x20000 && code <= 0x2a6df) ||
    (code >= 0x2a700 && code <= 0x2b81f) ||
    (code >= 0x2b920 && code <= 0x2ceaf) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0x2f800 && code <= 0x2fa1f)
  );
}

/** The text with each lone surrogate, which no file can hold, replaced by U+FFFD: as long as before. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** The character that ends before `end`: one code unit, or two. */
export function characterBefore(text: string, end: number): string {
  const low = text.charCodeAt(end - 1);
  return text.slice(low >= 0xdc00 && low <= 0xdfff ? end - 2 : end - 1, end);
}

const blank = new RegExp(`^[${WHITESPACE}]*$`, 'u');

/** Whether a text has nothing but white space. */
export function isBlank(text: string): boolean {
  return blank.test(text);
}
