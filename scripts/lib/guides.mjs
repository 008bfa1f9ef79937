import { existsSync } from 'node:fs';
import { sourceFiles } from './source-files.mjs';
import { root, workspacePackages } from './workspace.mjs';

/** Paths of the Markdown pages that are written by hand: READMEs and what is in `docs`. */
export function guides() {
  const folders = [...workspacePackages(), ...workspacePackages('examples')].map(({ path }) => path);
  const readmes = [root, `${root}/bench`, ...folders].map((folder) => `${folder}/README.md`);
  const docs = sourceFiles(`${root}/docs`, ['.md']).filter((file) => !file.startsWith(`${root}/docs/api/`));
  return [...readmes.filter((file) => existsSync(file)), ...docs];
}
