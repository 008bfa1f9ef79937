import type { ErrorLocation } from '@tomoni/spec';

/** The place of a row as it stands in a sentence: `titles.csv:12`, `line 12` or `row 3`. */
export function describePlace({ file, line, row }: ErrorLocation): string {
  if (file !== undefined) return line === undefined ? file : `${file}:${line}`;
  return line === undefined ? `row ${row ?? '?'}` : `line ${line}`;
}

/** A count of equal and of similar texts in words: `12 equal, 2 similar`. */
export function describeSimilarities(found: readonly { readonly similarity: number }[]): string {
  const equal = found.filter(({ similarity }) => similarity === 1).length;
  return equal === found.length ? 'all equal' : `${equal} equal, ${found.length - equal} similar`;
}
