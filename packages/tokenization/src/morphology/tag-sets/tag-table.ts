import type { UniversalTag } from '../universal-tag.js';

/** Universal tags by the beginnings of raw tags; of several that fit, the longest counts. */
export type TagTable = Readonly<Record<string, UniversalTag>>;

/** Looks raw tags up in a table, remembering those it has met; `X` where none fits. */
export function lookUp(table: TagTable): (rawTag: string) => UniversalTag {
  const known = new Map<string, UniversalTag>();
  return (rawTag) => {
    let tag = known.get(rawTag);
    if (tag === undefined) {
      tag = longest(table, rawTag);
      known.set(rawTag, tag);
    }
    return tag;
  };
}

function longest(table: TagTable, rawTag: string): UniversalTag {
  for (let prefix = rawTag; prefix !== ''; prefix = prefix.slice(0, Math.max(prefix.lastIndexOf(','), 0))) {
    const tag = table[prefix];
    if (tag !== undefined) return tag;
  }
  return 'X';
}

/** The levels of a part of speech without those that are not filled. */
export function joinTag(levels: readonly string[]): string {
  return levels.filter((level) => level !== '*' && level !== '').join(',');
}
