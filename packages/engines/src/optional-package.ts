import { createRequire } from 'node:module';
import { TomoniError } from '@tomoni/spec';

/**
 * Imports a package that need not be installed.
 *
 * @throws TomoniError `unavailable` with the install line where it is missing or does not load
 */
export async function importOptional(specifier: string): Promise<unknown> {
  try {
    if (isInstalled(specifier)) return await import(specifier);
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n', 1);
    throw unavailable(specifier, `${specifier} does not load: ${reason}`, cause);
  }
  throw unavailable(specifier, `${specifier} is not installed.`);
}

function isInstalled(specifier: string): boolean {
  try {
    createRequire(import.meta.url).resolve(specifier);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND');
  }
}

function unavailable(specifier: string, what: string, cause?: unknown): TomoniError {
  const remedy = `Install it with: npm install ${specifier}@4.22.0`;
  return new TomoniError({ code: 'unavailable', what, remedy, cause });
}
