import { createRequire } from 'node:module';
import { TomoniError } from '@tomoni/spec';

/**
 * Loads a package that need not be installed.
 *
 * @param packages what the install line names
 * @throws TomoniError `unavailable` with the install line where it is missing or does not load
 */
export async function loadOptional<T>(packages: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && /MODULE_NOT_FOUND/.test(`${cause.code}`);
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new TomoniError({
      code: 'unavailable',
      what: missing
        ? `${packages.split(' ').join(' or ')} is not installed.`
        : `${packages} does not load: ${reason}.`,
      remedy: `Install it with: npm install ${packages}`,
      cause,
    });
  }
}

/** Path of the file that a package is loaded from. */
export function pathOf(specifier: string): string {
  return createRequire(import.meta.url).resolve(specifier);
}
