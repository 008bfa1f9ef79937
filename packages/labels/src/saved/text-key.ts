import { createHash } from 'node:crypto';
import type { Encoding } from '@tomoni/spec';

/** A short name of an encoding's texts: equal texts have equal names. */
export function textKey({ text, pair }: Pick<Encoding, 'text' | 'pair'>): string {
  const hash = createHash('sha256').update(text);
  if (pair !== undefined) hash.update('\0').update(pair);
  return hash.digest('base64url').slice(0, 16);
}
