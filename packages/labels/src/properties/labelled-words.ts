import type { Encoding, TextSpan } from '@tomoni/spec';

/** The words of an encoding's first text as spans, without white space at their edges; such as hold a visible character. */
export function labelledWords({ text, offsets, wordIds, sequenceIds, special }: Encoding): TextSpan[] {
  const words: { start: number; end: number }[] = [];
  let last = -1;
  wordIds.forEach((word, token) => {
    if (special[token] === 1 || sequenceIds[token] !== 0) return;
    const start = offsets[2 * token] as number;
    const end = offsets[2 * token + 1] as number;
    const open = words.at(-1);
    if (open !== undefined && word === last) open.end = Math.max(open.end, end);
    else words.push({ start: Math.max(start, open?.end ?? 0), end });
    last = word;
  });
  return words.flatMap(({ start, end }) => {
    const covered = text.slice(start, end);
    const begin = start + covered.length - covered.trimStart().length;
    const stop = begin + covered.trim().length;
    return stop > begin ? [{ start: begin, end: stop }] : [];
  });
}
