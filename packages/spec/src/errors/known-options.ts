import { TomoniError } from './tomoni-error.js';

/**
 * Refuses options that a function does not have. The compiler finds misspelt ones only where there is a compiler, and not
 * in an object that is made elsewhere.
 *
 * The compiler holds `known` to the type of the options: a name that is missing there is an error.
 *
 * @param of the function, such as `adam()`
 * @param known the names of all options
 * @throws TomoniError `invalid-argument` where there is another option, or where the options are no object
 *
 * @example
 * ```ts
 * import { requireKnownOptions } from '@tomoni/spec';
 *
 * interface WarmUpOptions {
 *   readonly warmup?: number;
 *   readonly steps?: number;
 * }
 *
 * export function constant(options: WarmUpOptions = {}): void {
 *   requireKnownOptions('constant()', options, ['warmup', 'steps']);
 * }
 * ```
 */
export function requireKnownOptions<Options extends object, const Known extends readonly string[]>(
  of: string,
  options: Options,
  known: Known &
    readonly (keyof Options)[] &
    ([Exclude<keyof Options, Known[number]>] extends [never]
      ? unknown
      : { readonly missing: Exclude<keyof Options, Known[number]> }),
): void {
  const names: readonly string[] = known;
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    refuse(`${of} takes its options as an object, which ${inWords(options)} is not`, names);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) refuse(`${of} has no option '${unknown}'`, names);
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'string' ? `'${value}'` : typeof value === 'function' ? 'a function' : `${value}`;
}

function refuse(what: string, names: readonly string[]): never {
  throw new TomoniError({
    code: 'invalid-argument',
    what: `${what}.`,
    remedy: `The options are ${names.join(', ')}.`,
  });
}
