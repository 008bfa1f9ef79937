/**
 * Where something went wrong. Every field is optional; those that are known are put into the message.
 */
export interface ErrorLocation {
  /** Path of the file. */
  readonly file?: string;
  /** Line in the file, counted from 1. */
  readonly line?: number;
  /** Column: a position in the line counted from 1, or the name of a table's column. */
  readonly column?: number | string;
  /** Name of the task. */
  readonly task?: string;
  /** Index of the row in the data set, counted from 0. */
  readonly row?: number;
  /** Name of the data set or of its part, such as `validation`. */
  readonly data?: string;
}

/** The kinds of failure that a program may want to tell apart. */
export type ErrorCode =
  /** A file could not be parsed. */
  | 'malformed-file'
  /** Rows, labels or texts that cannot be used. */
  | 'invalid-data'
  /** An argument outside its range, or arguments that contradict each other. */
  | 'invalid-argument'
  /** Vocabulary, configuration, weights or saved state that do not fit together. */
  | 'mismatch'
  /** A saved file whose checksum, header or version is wrong. */
  | 'damaged-file'
  /** An optional package that is not installed, or an engine that does not start. */
  | 'unavailable'
  /** A file or model that is not there. */
  | 'not-found'
  /** A loss, gradient or weight that is not a finite number. */
  | 'not-finite'
  /** Work stopped by its `AbortSignal`. */
  | 'aborted'
  /** Memory or disk that is exhausted. */
  | 'exhausted';

/** What a {@link TomoniError} is made of. */
export interface ErrorDetails {
  /** The kind of failure. */
  readonly code: ErrorCode;
  /** One sentence: what was wrong. */
  readonly what: string;
  /** Where it was found. */
  readonly where?: ErrorLocation;
  /** One sentence: what to do about it. */
  readonly remedy?: string;
  /** The error that caused this one. */
  readonly cause?: unknown;
}

/**
 * The one error class of the library: a sentence that says what was wrong, where, and what to do.
 *
 * @example
 * ```ts
 * import { TomoniError } from '@tomoni/spec';
 *
 * const error = new TomoniError({
 *   code: 'invalid-data',
 *   what: "The label 'spma' is not one of 'ham', 'spam'.",
 *   where: { task: 'category', row: 12 },
 *   remedy: 'Correct the row, or add the label to the head.',
 * });
 * console.log(error.message);
 * // The label 'spma' is not one of 'ham', 'spam'. (task 'category', row 12) Correct the row, or add the label to the head.
 * ```
 */
export class TomoniError extends Error {
  override readonly name = 'TomoniError';
  /** The kind of failure. */
  readonly code: ErrorCode;
  /** Where it was found; empty where nothing is known. */
  readonly where: ErrorLocation;
  /** What was wrong, without place and remedy. */
  readonly what: string;
  /** What to do about it. */
  readonly remedy: string | undefined;

  constructor(details: ErrorDetails) {
    super(sentence(details), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.what = details.what;
    this.where = details.where ?? {};
    this.remedy = details.remedy;
  }

  /** The same error with more known about its place: what is known already stays. */
  at(where: ErrorLocation): TomoniError {
    const { code, what, remedy, cause } = this;
    return new TomoniError({
      code,
      what,
      where: { ...where, ...this.where },
      ...(remedy === undefined ? {} : { remedy }),
      cause: cause ?? this,
    });
  }
}

function sentence({ what, where, remedy }: ErrorDetails): string {
  return [what, place(where ?? {}), remedy ?? ''].filter((part) => part !== '').join(' ');
}

function place(where: ErrorLocation): string {
  const position = [where.file, where.line, where.column].filter((part) => part !== undefined).join(':');
  const parts = [
    where.file === undefined && position !== '' ? '' : position,
    where.file === undefined && where.line !== undefined ? `line ${where.line}` : '',
    where.file === undefined && where.column !== undefined ? `column ${where.column}` : '',
    where.data === undefined ? '' : `${where.data} data`,
    where.task === undefined ? '' : `task '${where.task}'`,
    where.row === undefined ? '' : `row ${where.row}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}
