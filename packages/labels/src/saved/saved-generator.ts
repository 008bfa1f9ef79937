import { type Json, type JsonObject, TomoniError } from '@tomoni/spec';
import { isJsonObject } from './json-object.js';

/**
 * What a generator of some kind had saved.
 *
 * @param fits whether the fields are those of the kind
 * @throws TomoniError `mismatch` where it is of another kind, or lacks something
 */
export function readSavedGenerator<State extends object>(
  kind: string,
  saved: Json,
  fits: (state: JsonObject) => boolean,
): State {
  if (isJsonObject(saved) && saved.kind === kind && fits(saved)) return saved as State;
  throw new TomoniError({
    code: 'mismatch',
    what: `The saved generator is not one of kind '${kind}'.`,
    remedy: 'Load it with the generator it was saved from.',
  });
}
