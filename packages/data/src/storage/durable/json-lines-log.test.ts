import { appendFileSync, existsSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { appendLine, readLines } from './json-lines-log.js';

const folder = temporaryFolder();

describe('a log of JSON lines', () => {
  it('keeps what is appended, in order, also when appended at once', async () => {
    const path = join(folder, 'log');
    const values = Array.from({ length: 50 }, (_, trial) => ({ trial, text: '改\n行' }));
    await Promise.all(values.map((value) => appendLine(path, value)));
    expect(await readLines(path)).toEqual({ lines: values });
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(51);
  });

  it('has no lines where there is no file', async () => {
    expect(await readLines(join(folder, 'none'))).toEqual({ lines: [] });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('reports an unfinished last line, cut at any byte, and cuts it off before the next', async () => {
    const whole = `${JSON.stringify({ a: '日本' })}\n${JSON.stringify({ b: '語' })}\n`;
    const first = Buffer.byteLength(whole.slice(0, whole.indexOf('\n') + 1));
    for (let end = first + 1; end < Buffer.byteLength(whole); end++) {
      const path = join(folder, `torn-${end}`);
      writeFileSync(path, whole);
      truncateSync(path, end);
      const { lines, torn } = await readLines(path);
      expect(lines).toEqual([{ a: '日本' }]);
      expect(torn).not.toBe('');
      expect(await appendLine(path, 'next')).toEqual({ torn });
      expect(await readLines(path)).toEqual({ lines: [{ a: '日本' }, 'next'] });
    }
  });

  it('cuts off an unfinished line longer than a block, and a first one', async () => {
    const path = join(folder, 'long');
    writeFileSync(path, 'x'.repeat(200_000));
    expect((await appendLine(path, 1)).torn).toHaveLength(200_000);
    appendFileSync(path, 'y'.repeat(200_000));
    expect((await appendLine(path, 2)).torn).toHaveLength(200_000);
    expect(await readLines(path)).toEqual({ lines: [1, 2] });
  });

  it('names a finished line that is not JSON', async () => {
    const path = join(folder, 'damaged');
    writeFileSync(path, '1\n{"a"\n3\n');
    await expect(readLines(path)).rejects.toMatchObject({
      code: 'damaged-file',
      where: { file: path, line: 2 },
      what: 'The line is not JSON: "{\\"a\\"".',
    });
  });

  it.runIf(existsSync('/dev/full'))('says that the disk is full', async () => {
    const path = join(folder, 'full');
    symlinkSync('/dev/full', path);
    await expect(appendLine(path, 1)).rejects.toMatchObject({ code: 'exhausted' });
  });

  it('goes on after an append that failed', async () => {
    const path = join(folder, 'later', 'log');
    await expect(appendLine(path, 1)).rejects.toMatchObject({ code: 'not-found' });
    expect(await appendLine(join(folder, 'other'), 1)).toEqual({});
  });
});
