import { isUtf8 } from 'node:buffer';
import { TomoniError } from '@tomoni/spec';

const byteOrderMark = [0xef, 0xbb, 0xbf] as const;
const newline = 0x0a;

/**
 * Passes bytes on as long as they are UTF-8: whole characters at a time, without a byte order mark.
 *
 * @throws TomoniError `malformed-file` with the place of the first byte that is not
 */
export async function* checkUtf8(
  chunks: AsyncIterable<Uint8Array>,
  file: string | undefined,
): AsyncGenerator<Uint8Array> {
  let tail: Uint8Array = new Uint8Array();
  let begun = false;
  let line = 1;
  let column = 1;
  for await (const chunk of chunks) {
    const bytes: Uint8Array = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
    const end = endOfWholeCharacters(bytes);
    const whole = bytes.subarray(0, end);
    tail = bytes.subarray(end);
    if (whole.length === 0) continue;
    const marked = !begun && byteOrderMark.every((byte, index) => whole[index] === byte);
    const part = marked ? whole.subarray(byteOrderMark.length) : whole;
    begun = true;
    if (!isUtf8(part)) throw notUtf8(part, line, column, file);
    [line, column] = advance(part, line, column);
    yield part;
  }
  if (tail.length > 0) throw notUtf8(tail, line, column, file);
}

/** Index after the last whole character; what follows may be the beginning of one. */
function endOfWholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Bytes of the character that begins with a byte; 0 where none does. */
function sequenceLength(lead: number): number {
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf8 ? 4 : 0;
}

/** Line and column after some bytes. */
function advance(bytes: Uint8Array, line: number, column: number): [number, number] {
  let lines = 0;
  for (let index = bytes.indexOf(newline); index >= 0; index = bytes.indexOf(newline, index + 1)) lines++;
  const last = bytes.subarray(bytes.lastIndexOf(newline) + 1);
  return [line + lines, (lines === 0 ? column : 1) + new TextDecoder().decode(last).length];
}

function notUtf8(bytes: Uint8Array, line: number, column: number, file: string | undefined): TomoniError {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(wholeCharacters(bytes, middle))) good = middle;
    else bad = middle;
  }
  const before = wholeCharacters(bytes, good);
  const [errorLine, errorColumn] = advance(before, line, column);
  return new TomoniError({
    code: 'malformed-file',
    what: `UTF-8 was expected, but the byte 0x${(bytes[before.length] ?? 0).toString(16).padStart(2, '0')} is not part of it.`,
    where: { ...(file === undefined ? {} : { file }), line: errorLine, column: errorColumn },
    remedy: 'Save the file as UTF-8.',
  });
}

function wholeCharacters(bytes: Uint8Array, length: number): Uint8Array {
  return bytes.subarray(0, endOfWholeCharacters(bytes.subarray(0, length)));
}
