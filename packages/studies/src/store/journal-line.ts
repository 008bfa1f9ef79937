import { crc32 } from 'node:zlib';
import type { Json } from '@tomoni/spec';

const ending = /,"checksum":"([0-9a-f]{8})"\}$/;

/** An entry as a line of JSON whose last property is the checksum of all that stands before it. */
export function journalLine(entry: object): string {
  const text = JSON.stringify(entry).slice(0, -1);
  return `${text},"checksum":"${checksumOf(text)}"}\n`;
}

/** The entry of a line; `undefined` where the line is damaged. */
export function parseJournalLine(line: string): Json | undefined {
  const match = ending.exec(line);
  if (match === null || checksumOf(line.slice(0, match.index)) !== match[1]) return undefined;
  try {
    return JSON.parse(`${line.slice(0, match.index)}}`);
  } catch {
    return undefined;
  }
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
