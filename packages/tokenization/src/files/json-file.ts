import { type Json, type JsonObject, TomoniError } from '@tomoni/spec';
import { isObject } from './component.js';

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

/** Tokenizer files by name. */
export type TokenizerFiles = ReadonlyMap<string, Uint8Array>;

/** The text of a file, without a byte-order mark. */
export function readText(files: TokenizerFiles, name: string): string | undefined {
  const bytes = files.get(name);
  if (bytes === undefined) return undefined;
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new TomoniError({
      code: 'malformed-file',
      what: 'The file is not UTF-8.',
      where: { file: name },
      remedy: 'Save it again in UTF-8.',
      cause,
    });
  }
}

/** The object in a JSON file, `undefined` where there is no such file. */
export function readJson(files: TokenizerFiles, name: string): JsonObject | undefined {
  const text = readText(files, name);
  return text === undefined ? undefined : parseJson(text, name);
}

/** The object that a JSON text holds. */
export function parseJson(text: string, name: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (cause) {
    throw new TomoniError({
      code: 'malformed-file',
      what: `The file is not JSON: ${cause instanceof Error ? cause.message : String(cause)}.`,
      where: { file: name },
      remedy: 'Download or save it again.',
      cause,
    });
  }
  if (!isObject(value))
    throw new TomoniError({
      code: 'malformed-file',
      what: 'The file holds no JSON object.',
      where: { file: name },
      remedy: 'Download or save it again.',
    });
  return value;
}

/** An object as the bytes of a JSON file. */
export function jsonBytes(value: JsonObject): Uint8Array {
  return textBytes(`${JSON.stringify(value, null, 2)}\n`);
}

export function textBytes(text: string): Uint8Array {
  return encoder.encode(text);
}
