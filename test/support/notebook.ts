import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../scripts/lib/run.mjs';
import { root } from '../../scripts/lib/workspace.mjs';

/** One cell of a notebook that was run. */
export interface Cell {
  readonly cell_type: 'code' | 'markdown';
  readonly outputs?: readonly CellOutput[];
}

/** What a cell shows. */
export interface CellOutput {
  readonly output_type: string;
  /** Of a stream. */
  readonly text?: string | readonly string[];
  /** By media type. */
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
}

export function hasJupyter(): boolean {
  return spawnSync('jupyter', ['nbconvert', '--version']).status === 0;
}

/**
 * Runs a notebook in a fresh tslab kernel, from the folder that it stands in, without changing it.
 *
 * @throws where a cell fails, unless errors are allowed
 */
export async function executeNotebook(
  file: string,
  { allowErrors = false }: { readonly allowErrors?: boolean } = {},
): Promise<readonly Cell[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tomoni-notebook-'));
  try {
    const kernel = path.join(folder, 'kernels', 'tslab');
    await mkdir(kernel, { recursive: true });
    await writeFile(path.join(kernel, 'kernel.json'), JSON.stringify(kernelSpecification()));
    const { code, output } = await run(
      'jupyter',
      [
        'nbconvert',
        '--to=notebook',
        '--execute',
        '--ExecutePreprocessor.timeout=240',
        ...(allowErrors ? ['--allow-errors'] : []),
        file,
        `--output-dir=${folder}`,
        '--output=executed.ipynb',
      ],
      { cwd: path.dirname(file), quiet: true, env: { JUPYTER_PATH: folder } },
    );
    if (code !== 0) throw new Error(output);
    const executed: { readonly cells: readonly Cell[] } = JSON.parse(
      await readFile(path.join(folder, 'executed.ipynb'), 'utf8'),
    );
    return executed.cells;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function kernelSpecification(): object {
  const tslab = path.join(root, 'node_modules', 'tslab', 'bin', 'tslab');
  return {
    argv: [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
  };
}
