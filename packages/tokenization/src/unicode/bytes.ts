const encoder = new TextEncoder();

/** The printable character that stands for each byte in byte-level models. Source: Radford et al., GPT-2, 2019. */
const BYTE_CHARACTERS: readonly string[] = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
    return String.fromCharCode(printable ? byte : next++);
  });
})();

/** The bytes of a text in UTF-8, each as its printable character. */
export function byteCharacters(text: string): string {
  let out = '';
  for (const byte of encoder.encode(text)) out += BYTE_CHARACTERS[byte];
  return out;
}

/** The tokens of a text's bytes in models that fall back to bytes: `<0xE3>` and so on. */
export function byteTokens(text: string): string[] {
  return Array.from(
    encoder.encode(text),
    (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
}
