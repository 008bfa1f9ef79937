import { type Positions, TomoniError } from '@tomoni/spec';
import { placesOf } from './positions.js';

/**
 * Finds the row of logits of a token.
 *
 * @throws TomoniError `invalid-argument` where the token was not read
 */
export function rowLookup<Row>(
  rows: readonly Row[],
  positions: Positions,
  task: string,
): (row: number, column: number) => Row {
  const byPlace = new Map(
    placesOf(positions).map(({ row, column }, i) => [`${row} ${column}`, rows[i] as Row]),
  );
  return (row, column) => {
    const found = byPlace.get(`${row} ${column}`);
    if (found === undefined)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `Token ${column} of encoding ${row} is needed to decode, but was not read.`,
        where: { task },
        remedy: "Read the positions that the head's 'positions' gives.",
      });
    return found;
  };
}
