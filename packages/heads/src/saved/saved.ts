import { type Json, type JsonObject, TomoniError } from '@tomoni/spec';

/** Reads one field of a saved head, `undefined` where the value is not of its kind. */
export type FieldReader<T> = (value: Json) => T | undefined;

/** A finite number. */
export const number: FieldReader<number> = (value) => (typeof value === 'number' ? value : undefined);

/** A text. */
export const text: FieldReader<string> = (value) => (typeof value === 'string' ? value : undefined);

/** A class: a text or a number. */
export const textOrNumber: FieldReader<string | number> = (value) => text(value) ?? number(value);

/** One of the given texts. */
export function oneOf<const T extends string>(...choices: readonly T[]): FieldReader<T> {
  return (value) => choices.find((choice) => choice === value);
}

/** `null`, or a field of another kind. */
export function nullable<T>(field: FieldReader<T>): FieldReader<T | null> {
  return (value) => (value === null ? null : field(value));
}

/** A list of fields of one kind. */
export function list<T>(field: FieldReader<T>): FieldReader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const items = (value as readonly Json[]).map(field);
    return items.every((item) => item !== undefined) ? items : undefined;
  };
}

/** An object with the given fields. */
export function object<T extends object>(fields: FieldsOf<T>): FieldReader<T> {
  return (value) => {
    if (!isObject(value)) return undefined;
    const read = readFields(value, fields);
    return read.every(([, field]) => field !== undefined) ? (Object.fromEntries(read) as T) : undefined;
  };
}

/** How each field of an object is read. */
export type FieldsOf<T extends object> = { readonly [Name in keyof T]: FieldReader<T[Name]> };

/**
 * Reads what a fitted head wrote.
 *
 * @throws TomoniError `mismatch` where it was written by a head of another kind or a field is missing or odd
 */
export function readSaved<T extends object>(kind: string, saved: Json, fields: FieldsOf<T>): T {
  const found = isObject(saved) ? saved.kind : undefined;
  if (!isObject(saved) || found !== kind)
    throw new TomoniError({
      code: 'mismatch',
      what: `The saved head is ${typeof found === 'string' ? `of kind '${found}'` : 'of no known kind'}, not of kind '${kind}'.`,
      remedy: 'Load it with the head it was saved from.',
    });
  const read = readFields(saved, fields);
  const odd = read.find(([, value]) => value === undefined);
  if (odd !== undefined)
    throw new TomoniError({
      code: 'mismatch',
      what: `The field '${odd[0]}' of the saved head of kind '${kind}' is missing or not what it should be.`,
      remedy: 'Save the head again with this version.',
    });
  return Object.fromEntries(read) as T;
}

function readFields<T extends object>(saved: JsonObject, fields: FieldsOf<T>): [string, unknown][] {
  return Object.entries<FieldReader<unknown>>(fields).map(([name, read]) => [
    name,
    Object.hasOwn(saved, name) ? read(saved[name] as Json) : undefined,
  ]);
}

function isObject(saved: Json): saved is JsonObject {
  return typeof saved === 'object' && saved !== null && !Array.isArray(saved);
}
