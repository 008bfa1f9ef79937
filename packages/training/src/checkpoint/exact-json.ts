/** How a number that JSON cannot write is written in its place. */
interface WrittenNumber {
  readonly $number: 'NaN' | 'Infinity' | '-Infinity' | '-0';
}

/**
 * JSON that gives every number back as it was: `NaN`, infinities and −0 become `{ "$number": "NaN" }` and so on. A score
 * that is not defined would else come back as `null`, and a run that goes on would not be the one that was stopped.
 */
export function writeExactJson(value: unknown): string {
  const replace = (_: string, item: unknown) =>
    typeof item === 'number' && (!Number.isFinite(item) || Object.is(item, -0))
      ? { $number: item === 0 ? '-0' : String(item) }
      : item;
  return `${JSON.stringify(value, replace, 2)}\n`;
}

/** Reads what {@link writeExactJson} wrote. */
export function readExactJson(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) => (isWrittenNumber(item) ? Number(item.$number) : item));
}

function isWrittenNumber(item: unknown): item is WrittenNumber {
  return typeof item === 'object' && item !== null && '$number' in item;
}
