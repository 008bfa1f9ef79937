import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRng } from '@tomoni/spec';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { verifyChecksums, writeChecksums } from './checksums.js';
import { recoverFolder } from './recover-folder.js';
import { writeFolder } from './write-folder.js';

const root = temporaryFolder();
let serial = 0;

/** A fresh parent folder. */
function parent(): string {
  const folder = join(root, String(serial++));
  mkdirSync(folder);
  return folder;
}

const fill = (text: string) => async (folder: string) => {
  mkdirSync(join(folder, 'state'));
  await writeFile(join(folder, 'a.txt'), text);
  await writeFile(join(folder, 'state', 'b.txt'), text);
};

const contents = (folder: string) => [
  readFileSync(join(folder, 'a.txt'), 'utf8'),
  readFileSync(join(folder, 'state', 'b.txt'), 'utf8'),
];

/** A number of a process that has ended. */
const deadProcess = 2 ** 22 + 1;

describe('writeFolder', () => {
  it('writes a folder with checksums, replaces it, and leaves nothing beside it', async () => {
    const folder = join(parent(), 'deep', 'model');
    await writeFolder(folder, fill('old'));
    expect(contents(folder)).toEqual(['old', 'old']);
    await writeFolder(folder, fill('new'));
    expect(contents(folder)).toEqual(['new', 'new']);
    expect(await verifyChecksums(folder)).toEqual({ files: ['a.txt', 'state/b.txt'], extra: [] });
    expect(readdirSync(join(folder, '..'))).toEqual(['model']);
  });

  it('keeps the folder before where writing fails', async () => {
    const folder = join(parent(), 'model');
    await writeFolder(folder, fill('old'));
    const failing = writeFolder(folder, async (temporary) => {
      await fill('new')(temporary);
      throw new Error('out of luck');
    });
    await expect(failing).rejects.toThrow('out of luck');
    expect(contents(folder)).toEqual(['old', 'old']);
    expect(readdirSync(join(folder, '..'))).toEqual(['model']);
  });

  it.runIf(existsSync('/dev/full'))('says that the disk is full and keeps the folder before', async () => {
    const folder = join(parent(), 'model');
    await writeFolder(folder, fill('old'));
    const failing = writeFolder(folder, async (temporary) => {
      symlinkSync('/dev/full', join(temporary, 'a.txt'));
      await writeFile(join(temporary, 'a.txt'), 'new');
    });
    await expect(failing).rejects.toMatchObject({ code: 'exhausted', where: { file: folder } });
    expect(contents(folder)).toEqual(['old', 'old']);
    expect(readdirSync(join(folder, '..'))).toEqual(['model']);
  });

  it('does not replace what something else wrote', async () => {
    const folder = join(parent(), 'home');
    mkdirSync(folder);
    await writeFolder(folder, fill('into an empty folder'));
    const foreign = join(parent(), 'home');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'thesis.txt'), 'years of work');
    await expect(writeFolder(foreign, fill('new'))).rejects.toMatchObject({
      code: 'invalid-argument',
      what: 'The folder holds files but no checksums.json, so something else wrote it.',
    });
    await expect(writeFolder(join(foreign, 'thesis.txt'), fill('new'))).rejects.toMatchObject({
      code: 'invalid-argument',
      what: 'A file stands where the folder is to be written.',
    });
    expect(readdirSync(foreign)).toEqual(['thesis.txt']);
  });

  it('refuses to write a folder twice at once', async () => {
    const folder = join(parent(), 'model');
    const first = writeFolder(folder, fill('first'));
    await expect(writeFolder(folder, fill('second'))).rejects.toMatchObject({ code: 'invalid-argument' });
    await first;
    expect(contents(folder)).toEqual(['first', 'first']);
  });
});

describe('recoverFolder', () => {
  /** A folder and its siblings as a kill would leave them: each stage holds its own name as text. */
  async function leave(
    stages: { path?: true; writing?: true; written?: true; replaced?: true },
    writer: number,
  ) {
    const folder = join(parent(), 'model');
    const names = {
      replaced: `.model.tomoni-replaced-${writer}`,
      path: 'model',
      written: `.model.tomoni-written-${writer}`,
      writing: `.model.tomoni-writing-${writer}`,
    };
    let time = 1_700_000_000;
    for (const [stage, name] of Object.entries(names)) {
      if (!(stage in stages)) continue;
      const path = join(folder, '..', name);
      await writeFolder(join(root, 'made'), fill(stage));
      renameSync(join(root, 'made'), path);
      utimesSync(path, time, time);
      time += 10;
    }
    return folder;
  }

  it.each<[string, Parameters<typeof leave>[0], string | undefined]>([
    ['nothing was there', {}, undefined],
    ['killed while the first is written', { writing: true }, undefined],
    ['killed while another is written', { path: true, writing: true }, 'path'],
    ['killed after the first was written', { written: true }, 'written'],
    ['killed after another was written', { path: true, written: true }, 'written'],
    ['killed between the two renames', { replaced: true, written: true }, 'written'],
    ['killed before the last clean-up', { path: true, replaced: true }, 'path'],
    ['the folder was removed by hand', { replaced: true }, 'replaced'],
  ])('%s', async (_, stages, found) => {
    const folder = await leave(stages, deadProcess);
    expect(await recoverFolder(folder)).toBe(found !== undefined);
    expect(readdirSync(join(folder, '..'))).toEqual(found === undefined ? [] : ['model']);
    if (found !== undefined) expect(contents(folder)).toEqual([found, found]);
  });

  it('takes up leftovers that bear the number of this process', async () => {
    const folder = await leave({ path: true, written: true, writing: true }, process.pid);
    await recoverFolder(folder);
    expect(contents(folder)).toEqual(['written', 'written']);
    expect(readdirSync(join(folder, '..'))).toEqual(['model']);
  });

  it('leaves a writer alone that still runs', async () => {
    const folder = await leave({ path: true, written: true, writing: true }, process.ppid);
    await recoverFolder(folder);
    expect(contents(folder)).toEqual(['path', 'path']);
    expect(readdirSync(join(folder, '..'))).toHaveLength(3);
  });

  it('does not put an older leftover over a newer folder', async () => {
    const folder = await leave({ written: true }, deadProcess);
    await writeFolder(join(root, 'made'), fill('newer'));
    renameSync(join(root, 'made'), folder);
    await recoverFolder(folder);
    expect(contents(folder)).toEqual(['newer', 'newer']);
    expect(readdirSync(join(folder, '..'))).toEqual(['model']);
  });

  it('gives false where the parent is not there', async () => {
    expect(await recoverFolder(join(root, 'no', 'such'))).toBe(false);
  });
});

describe('kill -9', () => {
  it('leaves the old or the new folder at any moment', async () => {
    const work = parent();
    const folder = join(work, 'model');
    const writer = await bundleWriter(work);
    const rng = createRng(1);
    let newest = 0;
    for (let round = 0; round < 12; round++) {
      await killedWriter(writer, folder, newest, rng.integer(40));
      if (!(await recoverFolder(folder))) continue;
      await verifyChecksums(folder, { extra: 'refuse' });
      const [a, b] = contents(folder);
      expect(a).toBe(b);
      expect(Number(a)).toBeGreaterThanOrEqual(newest);
      newest = Number(a);
    }
    expect(newest).toBeGreaterThan(0);
    expect(readdirSync(work).filter((name) => name !== 'writer.mjs')).toEqual(['model']);
  }, 60_000);
});

/** A script that writes a folder over and over, with the next number in it each time. */
async function bundleWriter(outDir: string): Promise<string> {
  const source = fileURLToPath(new URL('./', import.meta.url));
  const entry = join(outDir, 'writer.mjs');
  writeFileSync(
    entry,
    `import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { writeFolder } from ${JSON.stringify(join(source, 'write-folder.ts'))};
const [, , folder, first] = process.argv;
writeSync(1, 'ready');
for (let number = Number(first) + 1; ; number++)
  await writeFolder(folder, async (temporary) => {
    mkdirSync(temporary + '/state');
    writeFileSync(temporary + '/a.txt', String(number));
    writeFileSync(temporary + '/state/b.txt', String(number));
  });
`,
  );
  const spec = fileURLToPath(new URL('../../../../spec/src/index.ts', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@tomoni/spec': spec } },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'writer.mjs', format: 'es' } },
    },
    ssr: { noExternal: true },
  });
  return entry;
}

function killedWriter(script: string, folder: string, first: number, delay: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, folder, String(first)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), delay));
    child.on('exit', (_, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error(said))));
  });
}

describe('checksums', () => {
  async function saved(): Promise<string> {
    const folder = join(parent(), 'model');
    mkdirSync(folder);
    await fill('text')(folder);
    await writeChecksums(folder);
    return folder;
  }

  it('name what is missing, changed and added', async () => {
    const folder = await saved();
    writeFileSync(join(folder, 'a.txt'), 'tent');
    renameSync(join(folder, 'state', 'b.txt'), join(folder, 'state', 'c.txt'));
    await expect(verifyChecksums(folder, { extra: 'refuse' })).rejects.toMatchObject({
      code: 'damaged-file',
      what: "The folder is not as it was saved: 'a.txt' has changed, 'state/b.txt' is missing, 'state/c.txt' was added.",
      where: { file: folder },
    });
  });

  it('tell a changed size', async () => {
    const folder = await saved();
    writeFileSync(join(folder, 'a.txt'), 'textt');
    await expect(verifyChecksums(folder)).rejects.toThrow("'a.txt' has 5 bytes in place of 4");
  });

  it('name files that were added without refusing them', async () => {
    const folder = await saved();
    writeFileSync(join(folder, 'README.md'), 'mine');
    expect(await verifyChecksums(folder)).toEqual({ files: ['a.txt', 'state/b.txt'], extra: ['README.md'] });
  });

  it.each([
    ['no JSON', '{', 'damaged-file'],
    ['no list', '{"version":1,"files":{"a.txt":1}}', 'damaged-file'],
    ['another version', '{"version":2,"files":{}}', 'damaged-file'],
  ])('that are %s are refused', async (_, text, code) => {
    const folder = await saved();
    writeFileSync(join(folder, 'checksums.json'), text);
    await expect(verifyChecksums(folder)).rejects.toMatchObject({
      code,
      where: { file: join(folder, 'checksums.json') },
    });
  });

  it('that are not there are missed', async () => {
    await expect(verifyChecksums(parent())).rejects.toMatchObject({ code: 'not-found' });
    await expect(verifyChecksums(join(root, 'none'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
