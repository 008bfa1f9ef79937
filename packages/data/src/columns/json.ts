import type { Json } from '@tomoni/spec';
import type { Cell, Column } from './column.js';

/**
 * A column of JSON: as text in CSV and TSV, as it stands in JSON Lines.
 *
 * @param is says whether a value has the type `T`; without it every JSON value is taken on trust
 *
 * @example
 * ```ts
 * import type { Json } from '@tomoni/spec';
 * import { json, readJsonLines, text } from '@tomoni/data';
 *
 * const isVotes = (value: Json): value is number[] =>
 *   Array.isArray(value) && value.every((vote) => typeof vote === 'number');
 * const rows = await readJsonLines('votes.jsonl', { text: text(), votes: json(isVotes) });
 * console.log(Math.max(...rows.at(0).votes));
 * ```
 */
export function json<T extends Json = Json>(is?: (value: Json) => value is T): Column<T> {
  const read = (value: Json): Cell<T> => {
    if (is === undefined) return { value: value as T };
    return is(value) ? { value } : undefined;
  };
  return {
    expects: is === undefined ? 'A JSON value' : 'A JSON value of the right form',
    fromText: (text) => {
      try {
        return read(JSON.parse(text) as Json);
      } catch {
        return undefined;
      }
    },
    fromJson: (value) => (value === undefined ? undefined : read(value)),
  };
}
