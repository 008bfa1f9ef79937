import type { JsonObject } from '@tomoni/spec';

/** The bytes of a JSON file, indented for readers. */
export function jsonFile(json: JsonObject): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(json, undefined, 2)}\n`);
}
