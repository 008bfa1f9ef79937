import { type Positions, TomoniError } from '@tomoni/spec';

/** A token of a batch of encodings. */
export interface Place {
  /** Index of the encoding. */
  readonly row: number;
  /** Index of the token in it. */
  readonly column: number;
}

/** Places as two arrays. */
export function positionsOf(places: readonly Place[]): Positions {
  return {
    rows: Int32Array.from(places, ({ row }) => row),
    columns: Int32Array.from(places, ({ column }) => column),
  };
}

/** The token of each of a list of rows, in order. */
export function placesOf({ rows, columns }: Positions): Place[] {
  return Array.from(rows, (row, i) => ({ row, column: columns[i] as number }));
}

/**
 * The positions that rows of logits belong to.
 *
 * @throws TomoniError `invalid-argument` where there are none, or not one per row
 */
export function requirePositions(positions: Positions | undefined, rows: number, task: string): Positions {
  if (positions?.rows.length === rows) return positions;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `${rows} rows of logits of a head that reads tokens came with ${positions?.rows.length ?? 'no'} positions.`,
    where: { task },
    remedy: 'Give the positions at which the features were read.',
  });
}
