import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TomoniError } from '@tomoni/spec';
import { isMissing, withStorageErrors } from './storage-error.js';
import { writeFileDurably } from './write-file.js';

/** Name of the file that holds a folder's checksums. */
export const checksumFile = 'checksums.json';

interface Checksum {
  readonly size: number;
  readonly sha256: string;
}

/** How strictly a folder is compared with its checksums. */
export interface VerifyChecksumsOptions {
  /** Whether files that were added since are damage too. Default: `'allow'`, which only names them. */
  readonly extra?: 'allow' | 'refuse';
}

/** What was found in a folder that is whole. */
export interface ChecksumReport {
  /** Files compared. */
  readonly files: readonly string[];
  /** Files that were added since. */
  readonly extra: readonly string[];
}

/**
 * Writes `checksums.json`: size and SHA-256 of every other file in the folder and below it.
 *
 * @throws TomoniError `not-found` where there is no such folder
 *
 * @example
 * ```ts
 * import { verifyChecksums, writeChecksums } from '@tomoni/data';
 *
 * await writeChecksums('out/interest');
 * await verifyChecksums('out/interest');
 * ```
 */
export async function writeChecksums(folder: string): Promise<void> {
  await withStorageErrors(folder, 'read', async () => {
    const files: Record<string, Checksum> = {};
    for (const name of await listFiles(folder)) files[name] = await checksumOf(join(folder, name));
    const text = JSON.stringify({ version: 1, files }, null, 2);
    await writeFileDurably(join(folder, checksumFile), `${text}\n`);
  });
}

/**
 * Compares a folder with its `checksums.json`.
 *
 * @throws TomoniError `damaged-file` that names every file that is missing, changed or, where `extra` is
 *   `'refuse'`, added; `not-found` where there are no checksums
 *
 * @example
 * ```ts
 * import { verifyChecksums } from '@tomoni/data';
 *
 * const { extra } = await verifyChecksums('out/interest');
 * if (extra.length > 0) console.log('added by hand:', extra);
 * ```
 */
export async function verifyChecksums(
  folder: string,
  options: VerifyChecksumsOptions = {},
): Promise<ChecksumReport> {
  return withStorageErrors(folder, 'read', async () => {
    const expected = await readChecksums(folder);
    const present = new Set(await listFiles(folder));
    const extra = [...present].filter((name) => !expected.has(name));
    const damage: string[] = [];
    for (const [name, checksum] of expected) {
      const fault = present.has(name) ? await compare(join(folder, name), checksum) : 'is missing';
      if (fault !== undefined) damage.push(`'${name}' ${fault}`);
    }
    if (options.extra === 'refuse') damage.push(...extra.map((name) => `'${name}' was added`));
    if (damage.length > 0)
      throw new TomoniError({
        code: 'damaged-file',
        what: `The folder is not as it was saved: ${damage.join(', ')}.`,
        where: { file: folder },
        remedy: 'Restore the files from a copy, or save the folder again.',
      });
    return { files: [...expected.keys()], extra };
  });
}

async function readChecksums(folder: string): Promise<ReadonlyMap<string, Checksum>> {
  const file = join(folder, checksumFile);
  const json = await withStorageErrors(file, 'read', async () => parse(await readFile(file, 'utf8')));
  if (!isRecord(json) || !isRecord(json.files) || !Object.values(json.files).every(isChecksum))
    throw new TomoniError({
      code: 'damaged-file',
      what: 'The file is not a list of checksums.',
      where: { file },
      remedy: 'Restore the folder from a copy, or save it again.',
    });
  if (json.version !== 1)
    throw new TomoniError({
      code: 'damaged-file',
      what: `The checksums have version ${JSON.stringify(json.version)}; 1 was expected.`,
      where: { file },
      remedy: 'Read the folder with the version of the library that wrote it.',
    });
  return new Map(Object.entries(json.files as Record<string, Checksum>));
}

async function compare(file: string, expected: Checksum): Promise<string | undefined> {
  const { size } = await stat(file);
  if (size !== expected.size) return `has ${size} bytes in place of ${expected.size}`;
  return (await checksumOf(file)).sha256 === expected.sha256 ? undefined : 'has changed';
}

async function checksumOf(file: string): Promise<Checksum> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}

/** Paths of all files below the folder but its checksums, with `/` between names, sorted. */
async function listFiles(folder: string, prefix = ''): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) files.push(...(await listFiles(folder, `${name}/`)));
    else if (name !== checksumFile) files.push(name);
  }
  return files.sort();
}

/** Whether a folder holds checksums. */
export async function hasChecksums(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, checksumFile))).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isChecksum(value: unknown): value is Checksum {
  return isRecord(value) && Number.isSafeInteger(value.size) && typeof value.sha256 === 'string';
}
