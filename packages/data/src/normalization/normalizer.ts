/** A pure function from text to text. */
export type Normalizer = (text: string) => string;

/**
 * Several normalizers as one, applied from left to right.
 *
 * @example
 * ```ts
 * import { compose, digitsToZero, halfWidth, removeSpaces, removeSymbols, removeUrls } from '@tomoni/data';
 *
 * const clean = compose(halfWidth, removeUrls, digitsToZero, removeSymbols, removeSpaces);
 * console.log(clean('２０２４年、 最高！ http://example.com/a')); // 0000年最高
 * ```
 */
export function compose(...steps: readonly Normalizer[]): Normalizer {
  return (text) => steps.reduce((changed, step) => step(changed), text);
}
