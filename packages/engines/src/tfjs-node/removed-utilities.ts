import { createRequire } from 'node:module';

/**
 * Gives `node:util` back the two functions that Node 23 removed and that tfjs-node 4.22 calls.
 *
 * Source: tensorflow/tfjs issue 8609.
 */
export function restoreRemovedUtilities(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
