/** Code unit of each byte at which a character begins or the text ends; of other bytes, that of the character they belong to. */
export function unitsOfBytes(text: string): (byte: number) => number {
  if (isAscii(text)) return (byte) => byte;
  const units: number[] = [];
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) as number;
    // Lone surrogates are three bytes too: they are read as U+FFFD.
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (let i = 0; i < bytes; i++) units.push(at);
    at += code < 0x10000 ? 1 : 2;
  }
  units.push(text.length);
  return (byte) => units[byte] as number;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
