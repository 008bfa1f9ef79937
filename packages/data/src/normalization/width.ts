/**
 * Full-width ASCII as plain ASCII, and the ideographic space as a space; katakana and all else stay.
 *
 * @example
 * ```ts
 * import { halfWidth } from '@tomoni/data';
 *
 * console.log(halfWidth('ＡＢＣ　１２３！カタカナ')); // ABC 123!カタカナ
 * ```
 */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ');
}

/**
 * Unicode's compatibility composition (NFKC): full-width ASCII becomes plain, half-width katakana full, ligatures
 * and circled numbers are taken apart, and combining marks are joined with their letters.
 *
 * @example
 * ```ts
 * import { nfkc } from '@tomoni/data';
 *
 * console.log(nfkc('ｶﾞﾗｽ Ⅳ ①')); // ガラス IV 1
 * ```
 */
export function nfkc(text: string): string {
  return text.normalize('NFKC');
}
