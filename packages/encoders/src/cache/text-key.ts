import { createHash } from 'node:crypto';
import type { Encoding } from '@tomoni/spec';

const keys = new WeakMap<Encoding, string>();

/** A name for what an encoder reads of an encoding: its tokens and segments, or its numbers. */
export function textKey(encoding: Encoding): string {
  const known = keys.get(encoding);
  if (known !== undefined) return known;
  const { ids, typeIds, values } = encoding;
  const sum = createHash('sha256').update(`${ids.length} `).update(ids).update(typeIds);
  if (values !== undefined) sum.update(values);
  const key = sum.digest('base64url');
  keys.set(encoding, key);
  return key;
}
