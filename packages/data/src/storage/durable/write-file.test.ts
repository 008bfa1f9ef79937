import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { replaceFile, writeFileDurably } from './write-file.js';

const folder = temporaryFolder();

describe('writeFileDurably', () => {
  it('writes text and bytes, and replaces them', async () => {
    const path = join(folder, 'file');
    await writeFileDurably(path, '日本語');
    expect(readFileSync(path, 'utf8')).toBe('日本語');
    await writeFileDurably(path, new Uint8Array([1, 2]));
    expect([...readFileSync(path)]).toEqual([1, 2]);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('keeps the file before where writing fails', async () => {
    const path = join(folder, 'kept');
    await writeFileDurably(path, 'old');
    const failing = replaceFile(path, async (handle) => {
      await handle.write('new');
      throw new Error('out of luck');
    });
    await expect(failing).rejects.toThrow('out of luck');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('names a folder that is not there', async () => {
    const path = join(folder, 'none', 'file');
    await expect(writeFileDurably(path, '')).rejects.toMatchObject({
      code: 'not-found',
      where: { file: path },
    });
    expect(existsSync(path)).toBe(false);
  });

  it('names a path that cannot be written', async () => {
    await expect(writeFileDurably(folder, '')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
