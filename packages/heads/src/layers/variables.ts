import type { NamedVariables } from '@tomoni/spec';

/** The variables under the name of the layer that they belong to: `bias` becomes `dense.bias`. */
export function prefixed(layer: string, variables: NamedVariables): NamedVariables {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [`${layer}.${name}`, value]));
}

/** Frees every variable. */
export function disposeVariables(variables: NamedVariables): void {
  for (const variable of Object.values(variables)) variable.dispose();
}
