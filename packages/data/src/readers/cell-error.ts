import { type ErrorLocation, type Json, TomoniError } from '@tomoni/spec';
import type { Column } from '../columns/column.js';
import { shorten } from '../sentences/shorten.js';

/** What to say of a cell that does not hold what its column expects. */
export function cellError(
  column: Column<unknown>,
  name: string,
  found: Json | undefined,
  where: ErrorLocation,
): TomoniError {
  return new TomoniError({
    code: 'invalid-data',
    what: `${column.expects} was expected, but ${found === undefined ? 'nothing' : shorten(JSON.stringify(found))} was found.`,
    where: { ...where, column: name },
    remedy: 'Correct the cell, or the column that is expected there.',
  });
}
