/**
 * Every decimal digit as `0`, whatever its script or width.
 *
 * @example
 * ```ts
 * import { digitsToZero } from '@tomoni/data';
 *
 * console.log(digitsToZero('２０２４年3月')); // 0000年0月
 * ```
 */
export function digitsToZero(text: string): string {
  return text.replace(/\p{Nd}/gu, '0');
}

/**
 * Every run of decimal digits, with the separators inside it, as a single `0`.
 *
 * @example
 * ```ts
 * import { numbersToZero } from '@tomoni/data';
 *
 * console.log(numbersToZero('1,980円 3.5点 2024年')); // 0円 0点 0年
 * ```
 */
export function numbersToZero(text: string): string {
  return text.replace(/\p{Nd}+(?:[.,．，]\p{Nd}+)*/gu, '0');
}
