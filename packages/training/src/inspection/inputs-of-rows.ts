import type { RowsOf } from '@tomoni/spec';
import { readInputs } from '../data/inputs.js';
import { openTable } from '../data/table.js';
import type { AnyRow, InputColumns } from '../plan/plan.js';

/**
 * The inputs of rows as an encoder's `encode` takes them: one text each, or a pair.
 *
 * @throws TomoniError `invalid-data` where there is no row or column, or an input is missing or empty
 *
 * @example
 * ```ts
 * import { inputsOfRows } from '@tomoni/training';
 *
 * const rows = [{ question: 'Who?', answer: 'Nobody.' }];
 * console.log(inputsOfRows(rows, { text: 'question', pair: 'answer' })); // [['Who?', 'Nobody.']]
 * ```
 */
export function inputsOfRows(
  rows: RowsOf<AnyRow>,
  columns: InputColumns = { text: 'text' },
): readonly unknown[] {
  return readInputs(openTable(rows, 'input'), columns);
}
