import { closest, distance } from 'fastest-levenshtein';

/** A value as it stands in a sentence: texts in quotes. */
export function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** The values as they stand in a sentence, the first ten of them where there are more. */
export function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, 10).map(quoted).join(', ');
  return values.length > 10 ? `${shown} and ${values.length - 10} more` : shown;
}

/** The name that was probably meant, `undefined` where none is near: for a number, only the text that looks the same. */
export function nearest<Name extends string | number>(
  value: unknown,
  names: readonly Name[],
): Name | undefined {
  const given = String(value);
  const candidates = names.map(String);
  const best = closest(given, candidates);
  const tolerated = typeof value === 'string' ? Math.min(Math.ceil(given.length / 2), given.length - 1) : 0;
  return distance(given, best) > tolerated ? undefined : names[candidates.indexOf(best)];
}
