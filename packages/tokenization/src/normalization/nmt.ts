/** What sentencepiece's `nmt` rules make of a character: some control characters go, some odd whitespace becomes a space. */
export function nmtCharacter(character: string): string {
  if (/[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/.test(character)) return ' ';
  const code = character.codePointAt(0) ?? 0;
  const removed = (code >= 0x01 && code <= 0x1f) || code === 0x7f || code === 0x8f || code === 0x9f;
  return removed ? '' : character;
}
