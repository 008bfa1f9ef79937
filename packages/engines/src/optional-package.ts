import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { TomoniError } from '@tomoni/spec';

const require = createRequire(import.meta.url);

/**
 * Imports a package that need not be installed: from where this package finds it, `NODE_PATH` included.
 *
 * @param remedy what to do where it is missing
 * @throws TomoniError `unavailable` with the remedy where it is missing or does not load
 */
export async function importOptional(specifier: string, remedy: string): Promise<unknown> {
  const file = resolve(specifier);
  if (file === undefined)
    throw new TomoniError({ code: 'unavailable', what: `${specifier} is not installed.`, remedy });
  try {
    return await import(pathToFileURL(file).href);
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n', 1);
    throw new TomoniError({
      code: 'unavailable',
      what: `${specifier} does not load: ${reason}`,
      remedy,
      cause,
    });
  }
}

function resolve(specifier: string): string | undefined {
  try {
    return require.resolve(specifier);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
