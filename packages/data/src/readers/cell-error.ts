import { type ErrorLocation, type Json, TomoniError } from '@tomoni/spec';
import type { Column } from '../columns/column.js';

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

const longest = 60;

/** A text as it may stand in a message. */
export function shorten(text: string): string {
  const characters = Array.from(text.slice(0, 2 * longest));
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text;
}
