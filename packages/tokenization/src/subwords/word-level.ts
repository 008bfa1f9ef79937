import { TomoniError } from '@tomoni/spec';
import type { SubwordModel } from './subword-model.js';

/** Every word one token. */
export function wordLevel(ids: ReadonlyMap<string, number>, unknown: number | undefined): SubwordModel {
  return (word) => {
    const id = ids.get(word) ?? unknown;
    if (id === undefined)
      throw new TomoniError({
        code: 'invalid-data',
        what: `The tokenizer has no token for '${word}', and no unknown token.`,
        remedy: "Set 'unk_token' in its tokenizer.json, or remove the word from the text.",
      });
    return { ids: [id], bounds: [0, word.length] };
  };
}
