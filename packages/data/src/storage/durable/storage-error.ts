import { TomoniError } from '@tomoni/spec';

const exhausted = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'ENOMEM', 'EMFILE', 'ENFILE']);
const missing = new Set(['ENOENT', 'ENOTDIR']);

/** What the operating system said about a file, as an error of this library; every other error stays as it is. */
export function storageError(error: unknown, file: string, doing: 'read' | 'written'): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  if (exhausted.has(code))
    return new TomoniError({
      code: 'exhausted',
      what: `The file cannot be ${doing}: the system has no room left for it (${code}).`,
      where: { file },
      remedy: 'Free some disk space, or choose another place; what was saved before is untouched.',
      cause: error,
    });
  if (missing.has(code))
    return new TomoniError({
      code: 'not-found',
      what: `The file cannot be ${doing}: it, or its folder, is not there (${code}).`,
      where: { file },
      remedy: 'Check the path.',
      cause: error,
    });
  return new TomoniError({
    code: 'unavailable',
    what: `The file cannot be ${doing}: the system refuses (${code}).`,
    where: { file },
    remedy: 'Check that the path is of the right kind and that you have the right to it.',
    cause: error,
  });
}

/**
 * Runs a piece of work on a file and turns what the operating system throws into errors of this library.
 *
 * @throws TomoniError `exhausted` where there is no room left, `not-found` where the file is not there, `unavailable` where
 *   the system refuses; whatever else the work throws stays as it is
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { withStorageErrors } from '@tomoni/data';
 *
 * const text = await withStorageErrors('notes.txt', 'read', () => readFile('notes.txt', 'utf8'));
 * console.log(text.length);
 * ```
 */
export async function withStorageErrors<T>(
  file: string,
  doing: 'read' | 'written',
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageError(error, file, doing);
  }
}

/** Whether an error says that a file is not there. */
export function isMissing(error: unknown): boolean {
  const code = systemCode(error);
  return code !== undefined && missing.has(code);
}

function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
