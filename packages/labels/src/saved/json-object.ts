import type { Json, JsonObject } from '@tomoni/spec';

/** Whether a value that was saved is an object with fields. */
export function isJsonObject(saved: Json | undefined): saved is JsonObject {
  return typeof saved === 'object' && saved !== null && !Array.isArray(saved);
}
