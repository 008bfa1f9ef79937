import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Tokenizer, TomoniError } from '@tomoni/spec';
import { tokenizerFileNames, tokenizerFromFiles } from './tokenizer-from-files.js';
import type { TokenizerOptions } from './tokenizer-options.js';

/**
 * The tokenizer in a folder: see {@link tokenizerFromFiles}.
 *
 * @throws TomoniError `not-found` where the folder holds no tokenizer, `malformed-file` or `mismatch` where its files
 * cannot be used
 *
 * @example
 * ```ts
 * import { loadTokenizer } from '@tomoni/tokenization';
 *
 * const tokenizer = await loadTokenizer('models/all-MiniLM-L6-v2', { maxLength: 256 });
 * const { ids, offsets } = tokenizer.encode('Offsets count in UTF-16 code units.');
 * console.log(ids, offsets);
 * ```
 */
export async function loadTokenizer(folder: string, options: TokenizerOptions = {}): Promise<Tokenizer> {
  const entries = await Promise.all(
    tokenizerFileNames.map(async (name) => [name, await readIfThere(join(folder, name))] as const),
  );
  const files = new Map(
    entries.flatMap(([name, bytes]) => (bytes === undefined ? [] : [[name, bytes] as const])),
  );
  try {
    return tokenizerFromFiles(files, options);
  } catch (error) {
    if (!(error instanceof TomoniError)) throw error;
    const { code, what, remedy, where, cause } = error;
    throw new TomoniError({
      code,
      what,
      ...(remedy === undefined ? {} : { remedy }),
      where: { ...where, file: where.file === undefined ? folder : join(folder, where.file) },
      cause: cause ?? error,
    });
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new TomoniError({
      code: 'not-found',
      what: 'The file cannot be read.',
      where: { file: path },
      remedy: 'Check the path and its permissions.',
      cause,
    });
  }
}
