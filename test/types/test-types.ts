import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/lib/workspace.mjs';
import { type Compiler, compilers, type Diagnostic, tsc } from '../support/tsc.js';

/** A piece of code and what the compiler should say about it. */
export interface TypeCase {
  readonly name: string;
  readonly code: string;
  /** What the one error of the code says: a part of it, or a pattern. Left out where the code has to compile. */
  readonly message?: string | RegExp;
}

/** How users compile: with a current compiler, and with that of a notebook. */
const modules: Readonly<Record<Compiler, Record<string, unknown>>> = {
  'TypeScript 6.0': { module: 'nodenext' },
  'TypeScript 5.0': { module: 'esnext', moduleResolution: 'node10' },
};

/**
 * Makes one test of each case for each compiler. The cases see the packages as they were last built. `preamble` is put
 * in front of each: imports and declarations.
 */
export function testTypes(preamble: string, cases: readonly TypeCase[]): void {
  const files = Object.fromEntries(
    cases.map(({ code }, index) => [fileOf(index), `${preamble}\n${code}\nexport {};\n`]),
  );

  describe.each(Object.keys(compilers) as Compiler[])('%s', (compiler) => {
    let diagnostics: readonly Diagnostic[];

    beforeAll(async () => {
      diagnostics = await compileInWorkspace(compiler, files);
    }, 120_000);

    it.each(cases.map((entry, index) => ({ ...entry, file: fileOf(index) })))(
      '$name',
      ({ file, message }) => {
        const messages = diagnostics
          .filter((diagnostic) => diagnostic.file === file)
          .map((error) => error.message);
        expect(messages).toEqual(message === undefined ? [] : [expect.stringMatching(pattern(message))]);
      },
    );
  });
}

function fileOf(index: number): string {
  return `case-${index}.ts`;
}

/** Compiles in a folder of the workspace, where the packages are found by name. */
async function compileInWorkspace(
  compiler: Compiler,
  files: Readonly<Record<string, string>>,
): Promise<Diagnostic[]> {
  const cache = path.join(root, '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'types-'));
  try {
    return await tsc(compiler, folder, files, { ...modules[compiler], noEmit: true, skipLibCheck: true });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A pattern for exactly this text, or the pattern itself. */
function pattern(message: string | RegExp): RegExp {
  return typeof message === 'string' ? new RegExp(message.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')) : message;
}
