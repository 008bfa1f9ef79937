import type { Json } from '@tomoni/spec';

/** A label or prediction as plain JSON: arrays of numbers as lists, `null` for what is missing or not a finite number. */
export function plainValue(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'object':
      return value === null ? null : plainObject(value);
    default:
      return null;
  }
}

function plainObject(value: object): Json {
  if (Array.isArray(value)) return value.map(plainValue);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as Float32Array, plainValue);
  if (value instanceof Set) return Array.from(value, plainValue);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.flatMap(([key, inner]) => (inner === undefined ? [] : [[String(key), plainValue(inner)]])),
  );
}
