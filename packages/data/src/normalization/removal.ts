/**
 * Text without URLs. A URL ends at the first character that cannot stand in one, so that Japanese may follow
 * without a space; full-width URLs have to be made half-width first.
 *
 * @example
 * ```ts
 * import { removeUrls } from '@tomoni/data';
 *
 * console.log(removeUrls('詳細はhttps://example.com/a?b=1を見て')); // 詳細はを見て
 * ```
 */
export function removeUrls(text: string): string {
  return text.replace(/(?:(?:https?|ftp):\/\/|\bwww\.)[\w!#$%&'()*+,\-./:;=?@[\]~]+/gi, '');
}

/**
 * Text without punctuation and symbols of any script, emoji included, with the marks and joiners that belong to
 * them. Letters with combining marks and the Japanese `ー` and `々` stay.
 *
 * @example
 * ```ts
 * import { removeSymbols } from '@tomoni/data';
 *
 * console.log(removeSymbols('すごーい!!👨‍👩‍👧「人々」')); // すごーい人々
 * ```
 */
export function removeSymbols(text: string): string {
  return text.replace(keycap, '').replace(symbol, '');
}

const keycap = /[\d#*]\ufe0f?\u20e3/g;

/** A mark of punctuation or a symbol, and what changes or joins it: combining marks, the zero-width joiner, tags of flags. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: marks and joiners are matched one by one on purpose
const symbol = /[\p{P}\p{S}][\p{M}\u200d\u{e0020}-\u{e007f}]*/gu;

/**
 * Text without line breaks of any kind; nothing is put in their place.
 *
 * @example
 * ```ts
 * import { removeLineBreaks } from '@tomoni/data';
 *
 * console.log(removeLineBreaks('一行目\r\n二行目')); // 一行目二行目
 * ```
 */
export function removeLineBreaks(text: string): string {
  return text.replace(/[\n\v\f\r\u0085\u2028\u2029]/g, '');
}

/**
 * Text without spaces of any width and tabs; line breaks stay.
 *
 * @example
 * ```ts
 * import { removeSpaces } from '@tomoni/data';
 *
 * console.log(removeSpaces('全角　と 半角')); // 全角と半角
 * ```
 */
export function removeSpaces(text: string): string {
  return text.replace(/[\t\p{Zs}]/gu, '');
}

/**
 * Text in which every run of spaces and line breaks is a single space, without any at its ends.
 *
 * @example
 * ```ts
 * import { collapseSpaces } from '@tomoni/data';
 *
 * console.log(collapseSpaces('  two\n\n words ')); // two words
 * ```
 */
export function collapseSpaces(text: string): string {
  return text.replace(/[\s\u0085]+/g, ' ').trim();
}
