import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { run } from '../../scripts/lib/run.mjs';
import { root } from '../../scripts/lib/workspace.mjs';

it('a notebook run by tslab type-checks and runs cells that import the packages', async (context) => {
  context.skip(!hasJupyter(), 'jupyter nbconvert is not installed');
  const [silent, permutation, everything, wrong] = await execute(inject('project'), [
    `import { createRng } from '@tomoni/spec';\nconst rng = createRng(1);`,
    `console.log(rng.permutation(3).length);`,
    `import * as tomoni from 'tomoni';\nconsole.log(typeof tomoni);`,
    `const seed: string = createRng(1);`,
  ]);
  expect([silent, permutation, everything]).toEqual(['', '3\n', 'object\n']);
  expect(wrong).toContain("Type 'Rng' is not assignable to type 'string'");
});

function hasJupyter(): boolean {
  return spawnSync('jupyter', ['nbconvert', '--version']).status === 0;
}

/** Runs the cells one after the other in a fresh kernel, errors included, and gives what each printed. */
async function execute(folder: string, cells: readonly string[]): Promise<string[]> {
  const kernel = path.join(folder, 'jupyter', 'kernels', 'tslab');
  await mkdir(kernel, { recursive: true });
  await writeFile(path.join(kernel, 'kernel.json'), JSON.stringify(kernelSpecification()));
  await writeFile(path.join(folder, 'cells.ipynb'), JSON.stringify(notebook(cells)));
  const { code, output } = await run(
    'jupyter',
    [
      'nbconvert',
      '--to',
      'notebook',
      '--execute',
      '--allow-errors',
      'cells.ipynb',
      '--output',
      'executed.ipynb',
    ],
    { cwd: folder, quiet: true, env: { JUPYTER_PATH: path.join(folder, 'jupyter') } },
  );
  if (code !== 0) throw new Error(output);
  const executed: Notebook = JSON.parse(await readFile(path.join(folder, 'executed.ipynb'), 'utf8'));
  return executed.cells.map(({ outputs }) => outputs.flatMap(({ text }) => text ?? []).join(''));
}

interface Notebook {
  readonly cells: readonly { readonly outputs: readonly { readonly text?: string | string[] }[] }[];
}

function kernelSpecification(): object {
  const tslab = path.join(root, 'node_modules', 'tslab', 'bin', 'tslab');
  return {
    argv: [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
  };
}

function notebook(cells: readonly string[]): object {
  const code = { cell_type: 'code', metadata: {}, execution_count: null, outputs: [] };
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
    cells: cells.map((source, index) => ({ ...code, id: `cell-${index}`, source })),
  };
}
