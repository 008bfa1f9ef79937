import { type SpecialTokens, TomoniError, type Vocabulary } from '@tomoni/spec';

/**
 * The vocabulary of some tokens by their index.
 *
 * @throws TomoniError `mismatch` where an index is missing or used twice, or a special token is not among the tokens
 */
export function createVocabulary(ids: ReadonlyMap<string, number>, special: SpecialTokens): Vocabulary {
  const tokens = tokensById(ids);
  for (const token of Object.values<string | undefined>({ ...special }))
    if (token !== undefined && !ids.has(token))
      throw new TomoniError({
        code: 'mismatch',
        what: `The special token '${token}' is not in the vocabulary of ${tokens.length} tokens.`,
        remedy: 'Add it to the vocabulary, or correct its name in tokenizer_config.json.',
      });
  return {
    size: tokens.length,
    special,
    idOf: (token) => ids.get(token),
    tokenOf: (id) => tokens[id],
  };
}

function tokensById(ids: ReadonlyMap<string, number>): string[] {
  const tokens = new Array<string | undefined>(ids.size);
  for (const [token, id] of ids) {
    if (!Number.isInteger(id) || id < 0 || id >= ids.size)
      throw new TomoniError({
        code: 'mismatch',
        what: `The token '${token}' has the index ${id}, but ${ids.size} tokens must have the indices 0 to ${ids.size - 1}: an index is missing, or a token stands in the vocabulary twice.`,
        remedy: 'Give every token an index of its own, without holes.',
      });
    const other = tokens[id];
    if (other !== undefined)
      throw new TomoniError({
        code: 'mismatch',
        what: `The tokens '${other}' and '${token}' have the same index ${id}.`,
        remedy: 'Give every token an index of its own, without holes.',
      });
    tokens[id] = token;
  }
  return tokens as string[];
}
