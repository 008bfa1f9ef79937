import { TomoniError } from '@tomoni/spec';

/**
 * Imports a package that need not be installed.
 *
 * @throws TomoniError `unavailable` with the install line where it is missing or does not load
 */
export async function importOptional(specifier: string): Promise<unknown> {
  try {
    return await import(specifier);
  } catch (cause) {
    const missing =
      cause instanceof Error && 'code' in cause && String(cause.code).endsWith('MODULE_NOT_FOUND');
    const first = String(cause instanceof Error ? cause.message : cause).split('\n', 1)[0];
    throw new TomoniError({
      code: 'unavailable',
      what: missing ? `${specifier} is not installed.` : `${specifier} does not load: ${first}`,
      remedy: `Install it with: npm install ${specifier}@4.22.0`,
      cause,
    });
  }
}
