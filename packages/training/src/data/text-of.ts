/** The text of an input; that of a pair is its first one, that of numbers is empty. */
export function textOf(input: unknown): string {
  if (typeof input === 'string') return input;
  if (Array.isArray(input)) return typeof input[0] === 'string' ? input[0] : '';
  if (typeof input === 'object' && input !== null && 'words' in input && Array.isArray(input.words))
    return input.words.join(' ');
  return '';
}
