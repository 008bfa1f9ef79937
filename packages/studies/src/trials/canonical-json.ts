import type { Json } from '@tomoni/spec';

/** JSON whose keys are sorted, so that equal values have equal texts. */
export function canonicalJson(value: Json | undefined): string {
  return JSON.stringify(value, (_, inner: Json) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}
