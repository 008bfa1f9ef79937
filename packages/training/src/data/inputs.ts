import { TomoniError } from '@tomoni/spec';
import type { InputColumns } from '../plan/plan.js';
import { requireColumn, type Table } from './table.js';

/**
 * The encoder's inputs in a table's rows: the text column, or a pair.
 *
 * @throws TomoniError `invalid-data` where a column is not there or an input is missing or empty
 */
export function readInputs(table: Table, columns: InputColumns): unknown[] {
  requireColumn(table, columns.text);
  if (columns.pair !== undefined) requireColumn(table, columns.pair);
  return Array.from({ length: table.length }, (_, row) => {
    const value = table.at(row);
    const text = requireInput(value[columns.text], columns.text, () => table.where(row));
    if (columns.pair === undefined) return text;
    return [text, requireInput(value[columns.pair], columns.pair, () => table.where(row))];
  });
}

/** @throws TomoniError `invalid-data` where an input is missing, empty, or not a pair where pairs are read */
export function requireInputs(inputs: readonly unknown[], columns: InputColumns): readonly unknown[] {
  if (!Array.isArray(inputs))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Inputs were expected as an array, found ${typeof inputs}.`,
      remedy: 'Put a single text into brackets: predict([text]).',
    });
  return inputs.map((input, row) => {
    if (columns.pair === undefined || (Array.isArray(input) && input.length === 2))
      return requireInput(input, undefined, () => ({ row }));
    throw new TomoniError({
      code: 'invalid-data',
      what: 'An input is not a pair, and the model was trained on pairs.',
      where: { row },
      remedy: 'Give both texts: predict([[text, pair]]).',
    });
  });
}

function requireInput(
  input: unknown,
  column: string | undefined,
  where: () => TomoniError['where'],
): unknown {
  const fault = inputFault(input);
  if (fault === undefined) return input;
  throw new TomoniError({
    code: 'invalid-data',
    what: `${column === undefined ? 'An input' : `The column '${column}'`} ${fault}.`,
    where: { ...where(), ...(column === undefined ? {} : { column }) },
    remedy: 'Remove the row or fill it in.',
  });
}

function inputFault(input: unknown): string | undefined {
  if (input === undefined || input === null) return 'is missing';
  if (typeof input === 'string') return input.trim() === '' ? 'is empty' : undefined;
  if (typeof input !== 'object') return `is a ${typeof input} where a text was expected`;
  const parts = 'words' in input ? input.words : input;
  if (!Array.isArray(parts)) return undefined;
  const empty = parts.length === 0 || (parts === input && parts.some((part) => part === '' || part === null));
  return empty ? 'is empty' : undefined;
}
