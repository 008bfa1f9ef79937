import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { manifest } from '../../scripts/lib/workspace.mjs';
import { type Compiler, tsc } from '../support/tsc.js';

const project = inject('project');
const tarballs = inject('tarballs');
const names = Object.keys(tarballs);

describe('the packed packages', () => {
  let imported: Record<string, unknown>;
  let required: Record<string, unknown>;

  beforeAll(() => {
    imported = exportedNames('(name) => import(name)');
    required = exportedNames('createRequire(import.meta.url)');
  });

  it.each(names)('%s gives the same names to import and to require', (name) => {
    expect(imported[name]).toEqual(expect.arrayContaining([expect.any(String)]));
    expect(required[name]).toEqual(imported[name]);
  });

  it.each(names)('%s tells every resolution mode where its code and its types are', (name) => {
    const { type, main, types, typesVersions, exports } = manifest(`${project}/node_modules/${name}`);
    expect({ type, main, types, typesVersions, exports }).toEqual({
      type: 'module',
      main: './dist/index.js',
      types: './dist/index.d.ts',
      typesVersions: {
        '*': { 'dist/index.d.ts': ['./dist/index.d.ts'], 'package.json': ['./package.json'], '*': [] },
      },
      exports: {
        '.': { types: './dist/index.d.ts', default: './dist/index.js' },
        './package.json': './package.json',
      },
    });
  });

  it.each(names)('%s holds licence, description and source, and no tests', (name) => {
    const files = execFileSync('tar', ['-tzf', tarballs[name] ?? ''], { encoding: 'utf8' }).split('\n');
    const wanted = [
      'LICENSE',
      'README.md',
      'package.json',
      'src/index.ts',
      'dist/index.js',
      'dist/index.d.ts',
    ];
    expect(wanted.filter((file) => !files.includes(`package/${file}`))).toEqual([]);
    expect(files.filter((file) => /\.test(-d)?\.|\/fixtures\/|tsbuildinfo/.test(file))).toEqual([]);
  });

  it('do not print when they are loaded', () => {
    const imports = names.map((name) => `import '${name}';`).join('');
    expect(evaluate(imports)).toBe('');
  });
});

describe.each<[Compiler, string, string, Record<string, unknown>]>([
  ['TypeScript 5.0', 'CommonJS, node10', 'ts', { module: 'commonjs', moduleResolution: 'node10' }],
  ['TypeScript 6.0', 'ESM, NodeNext', 'mts', { module: 'nodenext' }],
  ['TypeScript 6.0', 'CommonJS, NodeNext', 'cts', { module: 'nodenext' }],
])('%s, %s', (compiler, mode, extension, resolution) => {
  const folder = path.join(project, mode.replace(/\W+/g, '-'));
  const script = `script.${extension}`;

  it('finds no error in our declarations', async () => {
    const text = names.map((name, index) => `export * as p${index} from '${name}';`).join('\n');
    const found = await tsc(
      compiler,
      folder,
      { [script]: text },
      { ...resolution, noEmit: true, skipLibCheck: false },
    );
    expect(found.filter(({ file }) => !/node_modules\/(?!@?tomoni\/)/.test(file))).toEqual([]);
  });

  it('compiles a script that trains a model and predicts', async () => {
    const text = await readFile(new URL('training-script.ts', import.meta.url), 'utf8');
    expect(await tsc(compiler, folder, { [script]: text }, { ...resolution, skipLibCheck: true })).toEqual(
      [],
    );
    const output = path.join(folder, script.replace('ts', 'js'));
    expect(execFileSync(process.execPath, [output], { encoding: 'utf8' })).toMatch(/^number (ham|spam)\n$/);
  });

  it('sees the types, and only what a package exports', async () => {
    const text = `
      import { createRng } from '@tomoni/spec';
      const draw: string = createRng(1).uniform();
      import { philox4x32 } from '@tomoni/spec/dist/random/philox.js';
      export { draw, philox4x32 };`;
    const found = await tsc(
      compiler,
      folder,
      { [script]: text },
      { ...resolution, noEmit: true, skipLibCheck: true },
    );
    expect(found.map(({ line, code }) => `${line} ${code}`)).toEqual(['3 TS2322', '4 TS2307']);
  });
});

/** The names that each package exports, or the error that loading it gave. */
function exportedNames(load: string): Record<string, unknown> {
  const program = `
    import { createRequire } from 'node:module';
    const load = ${load};
    const surfaces = {};
    for (const name of ${JSON.stringify(names)})
      try {
        surfaces[name] = Object.keys(await load(name)).filter((key) => key !== '__esModule');
      } catch (error) {
        surfaces[name] = String(error);
      }
    console.log(JSON.stringify(surfaces));`;
  return JSON.parse(evaluate(program));
}

/** What a module prints when Node runs it in the project. */
function evaluate(program: string): string {
  const args = ['--input-type=module', '--no-warnings', '--eval', program];
  return execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
}
