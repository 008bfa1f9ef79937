import type { Vocabulary } from '@tomoni/spec';

/** Vocabulary indices of the special tokens; none where no vocabulary is known. */
export function reservedTokens(vocabulary: Vocabulary | undefined): ReadonlySet<number> {
  if (vocabulary === undefined) return new Set();
  const names = Object.values<string | undefined>({ ...vocabulary.special });
  const ids = names.map((name) => (name === undefined ? undefined : vocabulary.idOf(name)));
  return new Set(ids.filter((id) => id !== undefined));
}
