import type { ClassName } from './inventory.js';

/** Values, one per label in order, by the name of their label. */
export function byLabel<Label extends ClassName, Value>(
  labels: readonly Label[],
  values: readonly Value[],
): Readonly<Record<Label, Value>> {
  return Object.fromEntries(labels.map((label, index) => [label, values[index]])) as Record<Label, Value>;
}
