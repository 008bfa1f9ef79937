import { type ErrorLocation, type ParameterInfo, TomoniError } from '@tomoni/spec';

/**
 * Checks that there is a tensor of the right shape for every parameter.
 *
 * @throws TomoniError `mismatch` where one is missing, or has another shape
 */
export function checkFit(
  parameters: readonly ParameterInfo[],
  shapes: ReadonlyMap<string, readonly number[]>,
  where: ErrorLocation = {},
): void {
  const missing = parameters.filter(({ name }) => !shapes.has(name)).map(({ name }) => `'${name}'`);
  if (missing.length > 0)
    throw new TomoniError({
      code: 'mismatch',
      what: `The weights lack ${missing.length} of ${parameters.length} parameters: ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ' …' : ''}.`,
      where,
      remedy: 'Use the weights that belong to this configuration.',
    });
  for (const { name, shape } of parameters) {
    const found = shapes.get(name) ?? [];
    if (found.length === shape.length && found.every((side, axis) => side === shape[axis])) continue;
    throw new TomoniError({
      code: 'mismatch',
      what: `The parameter '${name}' should have the shape [${shape.join(', ')}], but has [${found.join(', ')}].`,
      where,
      remedy: 'Use the weights that belong to this configuration.',
    });
  }
}
