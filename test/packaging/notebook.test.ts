import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { executeNotebook, hasJupyter } from '../support/notebook.js';

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

/** Runs the cells one after the other, errors included, and gives what each printed. */
async function execute(folder: string, cells: readonly string[]): Promise<string[]> {
  const file = path.join(folder, 'cells.ipynb');
  await writeFile(file, JSON.stringify(notebook(cells)));
  const executed = await executeNotebook(file, { allowErrors: true });
  return executed.map(({ outputs = [] }) => outputs.flatMap(({ text }) => text ?? []).join(''));
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
