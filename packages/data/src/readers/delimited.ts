import { pipeline } from 'node:stream';
import { type ErrorLocation, TomoniError } from '@tomoni/spec';
import { CsvError, type CsvErrorCode, type Parser, parse } from 'csv-parse';
import type { Column, Columns, RowOf } from '../columns/column.js';
import { count } from '../sentences/count.js';
import { cellError } from './cell-error.js';
import { type NumberedRow, placeIn } from './read-rows.js';
import { pathOf, readBytes, type Source, type SourceOptions } from './source.js';
import { checkUtf8 } from './utf8.js';

/** How CSV and TSV are read. */
export interface DelimitedOptions<Name extends string = string> extends SourceOptions {
  /**
   * Where the columns stand in the file, by their names in a row: the name in the header, or, where there is no
   * header, the index counted from 0. Default: the same name, or the order of the columns.
   */
  readonly from?: { readonly [Column in Name]?: string | number };
  /** What stands between cells. Default: `,` in CSV, the tab in TSV. */
  readonly delimiter?: string;
  /** What cells with delimiters, line breaks and quotes are enclosed in; doubled, it stands for itself. Default: `"` in CSV, none in TSV. */
  readonly quote?: string | false;
  /** Whether the first line names the columns. Default: true. */
  readonly header?: boolean;
}

/** The longest record in characters: an unclosed quote is found before it fills the memory. */
const maxRecordSize = 2 ** 24;

interface Place {
  readonly name: string;
  readonly column: Column<unknown>;
  /** Index of the cell. */
  readonly index: number;
  /** What the column is called in errors. */
  readonly title: string;
}

/** The rows of CSV or TSV with the lines they begin on. */
export async function* readDelimited<C extends Columns>(
  source: Source,
  columns: C,
  options: DelimitedOptions<keyof C & string>,
): AsyncGenerator<NumberedRow<RowOf<C>>> {
  const { header = true } = options;
  const locate = placeIn(source);
  let places: readonly Place[] | undefined = header ? undefined : placesByIndex(columns, options);
  let width: number | undefined;
  for await (const { cells, line } of records(source, options)) {
    if (places === undefined) {
      places = placesByName(columns, options, cells, locate(line));
      width = checkWidth(places, cells.length, locate(line));
      continue;
    }
    width ??= checkWidth(places, cells.length, locate(line));
    if (cells.length !== width)
      throw new TomoniError({
        code: 'malformed-file',
        what: `A line of ${count(width, 'cell')} was expected, as the first one is, but this one has ${count(cells.length, 'cell')}.`,
        where: locate(line),
        remedy: 'Look for a delimiter that is missing, or that stands in a cell without quotes.',
      });
    yield { row: readRow<C>(places, cells, locate(line)), line };
  }
  if (places === undefined)
    throw new TomoniError({
      code: 'malformed-file',
      what: 'A header was expected, but the file is empty.',
      where: locate(1),
      remedy: 'Check the file.',
    });
}

function readRow<C extends Columns>(
  places: readonly Place[],
  cells: readonly string[],
  where: ErrorLocation,
): RowOf<C> {
  const row: Record<string, unknown> = {};
  for (const { name, column, index, title } of places) {
    const text = cells[index] as string;
    const cell = column.fromText(text);
    if (cell === undefined) throw cellError(column, title, text, where);
    row[name] = cell.value;
  }
  return row as RowOf<C>;
}

function placesByName<C extends Columns>(
  columns: C,
  options: DelimitedOptions<keyof C & string>,
  header: readonly string[],
  where: ErrorLocation,
): readonly Place[] {
  return Object.entries(columns).map(([name, column]) => {
    const title = options.from?.[name] ?? name;
    if (typeof title === 'number')
      return { name, column, index: title, title: header[title] ?? String(title) };
    const index = header.indexOf(title);
    const twice = index >= 0 && header.indexOf(title, index + 1) >= 0;
    if (index < 0 || twice)
      throw new TomoniError({
        code: 'malformed-file',
        what: twice
          ? `The header has the column '${title}' twice.`
          : `The header has no column '${title}'; it has ${header.map((known) => `'${known}'`).join(', ')}.`,
        where: { ...where, column: title },
        remedy: twice
          ? 'Rename one of them, or give the index of the one to read with `from`.'
          : 'Check the delimiter, or say with `from` what the column is called in the file.',
      });
    return { name, column, index, title };
  });
}

function placesByIndex<C extends Columns>(
  columns: C,
  options: DelimitedOptions<keyof C & string>,
): readonly Place[] {
  return Object.entries(columns).map(([name, column], position) => {
    const index = options.from?.[name] ?? position;
    if (typeof index !== 'number')
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The column '${name}' is to be read from '${index}', but without a header columns have no names.`,
        remedy: 'Give the index of the column, counted from 0.',
      });
    return { name, column, index, title: name };
  });
}

function checkWidth(places: readonly Place[], width: number, where: ErrorLocation): number {
  for (const { index, title } of places)
    if (!Number.isInteger(index) || index < 0 || index >= width)
      throw new TomoniError({
        code: 'malformed-file',
        what: `The column '${title}' is to be read from index ${index}, but the line has ${count(width, 'cell')}.`,
        where,
        remedy: 'Check the delimiter and the indices.',
      });
  return width;
}

interface NumberedRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The cells of each record, with the line that it begins on. */
async function* records(source: Source, options: DelimitedOptions): AsyncGenerator<NumberedRecord> {
  const lines: number[] = [];
  let linesBefore = 1;
  let first: readonly string[] | undefined;
  const parser = createParser(options, (cells, emptyLines) => {
    first ??= cells;
    lines.push(linesBefore + emptyLines);
    linesBefore += 1 + cells.reduce((sum, cell) => sum + countLineBreaks(cell), 0);
    return cells;
  });
  try {
    pipeline(checkUtf8(readBytes(source, options), pathOf(source)), parser, () => undefined);
    for await (const cells of parser as AsyncIterable<readonly string[]>)
      yield { cells, line: lines.shift() as number };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { empty_lines: emptyLines, column } = error;
    throw syntaxError(error, {
      ...placeIn(source)(linesBefore + Number(emptyLines ?? 0)),
      column:
        (options.header === false ? undefined : first?.[Number(column)]) ?? `cell ${Number(column) + 1}`,
    });
  }
}

function createParser(
  { delimiter = ',', quote = '"' }: DelimitedOptions,
  onRecord: (cells: string[], emptyLines: number) => string[],
): Parser {
  try {
    return parse({
      delimiter,
      quote,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: maxRecordSize,
      on_record: (cells, { empty_lines: emptyLines }) => onRecord(cells, emptyLines),
    });
  } catch (error) {
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Cells cannot be read with the delimiter ${JSON.stringify(delimiter)} and the quote ${JSON.stringify(quote)}.`,
      remedy: 'Give one character for each.',
      cause: error,
    });
  }
}

const syntaxErrors: Partial<Record<CsvErrorCode, { readonly what: string; readonly remedy: string }>> = {
  CSV_QUOTE_NOT_CLOSED: {
    what: 'A closing quote was expected, but the file ends.',
    remedy: 'Close the quote, or read the file with `quote: false`.',
  },
  CSV_INVALID_CLOSING_QUOTE: {
    what: 'A delimiter or the end of the line was expected after a closing quote.',
    remedy: 'Double the quotes that stand in a cell, or read the file with `quote: false`.',
  },
  INVALID_OPENING_QUOTE: {
    what: 'A quote was found in a cell that does not begin with one.',
    remedy: 'Enclose the whole cell in quotes, or read the file with `quote: false`.',
  },
  CSV_MAX_RECORD_SIZE: {
    what: `The end of the line was expected, but it is longer than ${maxRecordSize} characters.`,
    remedy: 'Look for a quote that is not closed.',
  },
};

function syntaxError(error: CsvError, where: ErrorLocation): TomoniError {
  const known = syntaxErrors[error.code];
  return new TomoniError({
    code: 'malformed-file',
    what: known?.what ?? `The table cannot be read: ${error.message}.`,
    where,
    ...(known === undefined ? {} : { remedy: known.remedy }),
    cause: error,
  });
}

function countLineBreaks(cell: string): number {
  return cell.includes('\n') || cell.includes('\r') ? cell.split(/\r\n|\n|\r/).length - 1 : 0;
}
