import type { RowsOf } from '@tomoni/spec';
import type { AnyRow } from '@tomoni/training';

/** Rows of any type, also of an interface, whose columns TypeScript does not let be read by name. */
export function anyRows(rows: RowsOf<object>): RowsOf<AnyRow> {
  return rows as RowsOf<AnyRow>;
}
