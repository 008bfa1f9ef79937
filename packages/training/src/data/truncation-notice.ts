import type { JoinedText } from '../windows/join-windows.js';

/** A sentence on texts that were cut, `undefined` where none was. */
export function truncationNotice(name: string, texts: readonly JoinedText[]): string | undefined {
  const cut = texts.filter((text) => text.encoding.truncated > 0);
  if (cut.length === 0) return undefined;
  const tokens = cut.reduce((sum, text) => sum + text.encoding.truncated, 0);
  return `${cut.length} of ${texts.length} texts of the ${name} data are longer than the encoder reads: ${tokens} tokens were cut. Read them in windows to keep them.`;
}
