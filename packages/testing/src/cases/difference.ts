/**
 * Says where two values differ, `undefined` where they do not.
 *
 * Objects, arrays, typed arrays and maps are compared in depth. `NaN` equals `NaN`.
 *
 * @param tolerance how far two numbers may lie apart, relative to the larger one where that is above 1
 */
export function difference(found: unknown, expected: unknown, tolerance = 0, at = ''): string | undefined {
  if (typeof found === 'number' && typeof expected === 'number')
    return close(found, expected, tolerance) ? undefined : unlike(found, expected, at);
  if (!isObject(found) || !isObject(expected))
    return Object.is(found, expected) ? undefined : unlike(found, expected, at);
  const [left, right] = [entries(found), entries(expected)];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const place = at === '' ? key : `${at}.${key}`;
    if (left.has(key) !== right.has(key)) return `${place} is ${left.has(key) ? 'too much' : 'missing'}`;
    const inner = difference(left.get(key), right.get(key), tolerance, place);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function close(a: number, b: number, tolerance: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  const scale = Math.max(1, Math.abs(a), Math.abs(b));
  return Number.isFinite(scale) && Math.abs(a - b) <= tolerance * scale;
}

function unlike(found: unknown, expected: unknown, at: string): string {
  return `${at === '' ? '' : `${at}: `}${inWords(found)} in place of ${inWords(expected)}`;
}

function inWords(value: unknown): string {
  return isObject(value) ? 'an object' : typeof value === 'string' ? `'${value}'` : String(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function entries(value: object): Map<string, unknown> {
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [String(key), inner]));
  return new Map(Object.entries(value).filter(([, inner]) => inner !== undefined));
}
