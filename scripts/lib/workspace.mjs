import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Path of the workspace root, without a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** The parsed `package.json` of a folder. */
export function manifest(folder) {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
}

/**
 * The packages of one folder of the workspace, by default those that are published.
 *
 * @returns {{ folder: string, path: string, manifest: Record<string, any> }[]} `folder` is the last part of `path`
 */
export function workspacePackages(parent = 'packages') {
  if (!existsSync(`${root}/${parent}`)) return [];
  return readdirSync(`${root}/${parent}`)
    .map((folder) => ({ folder, path: `${root}/${parent}/${folder}` }))
    .filter(({ path }) => existsSync(`${path}/package.json`))
    .map((entry) => ({ ...entry, manifest: manifest(entry.path) }));
}
