/** A value that survives `JSON.parse(JSON.stringify(value))` unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/**
 * Says where a value is not plain JSON, such as `parts.test.scores.interest.r2 is NaN`; `undefined` where all of it is. A
 * property that is `undefined` counts as left out.
 *
 * @param at what the value itself is called
 *
 * @example
 * ```ts
 * import { findNotJson } from '@tomoni/spec';
 *
 * console.log(findNotJson({ rate: [0.1, Number.NaN] })); // rate.1 is NaN
 * console.log(findNotJson({ rate: [0.1, 0.2] })); // undefined
 * ```
 */
export function findNotJson(value: unknown, at = ''): string | undefined {
  const called = at === '' ? 'the value' : at;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `${called} is ${value}`;
    case 'object':
      return value === null ? undefined : findInside(value, at, called);
    default:
      return `${called} is ${value === undefined ? 'undefined' : `a ${typeof value}`}`;
  }
}

function findInside(value: object, at: string, called: string): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null)
    return `${called} is an instance of ${value.constructor.name}`;
  const entries = Array.isArray(value)
    ? value.map((inner, i): [string, unknown] => [String(i), inner])
    : Object.entries(value).filter(([, inner]) => inner !== undefined);
  for (const [key, inner] of entries) {
    const place = findNotJson(inner, at === '' ? key : `${at}.${key}`);
    if (place !== undefined) return place;
  }
  return undefined;
}
