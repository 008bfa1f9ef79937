import { pnpm } from './pnpm.mjs';
import { workspacePackages } from './workspace.mjs';

/**
 * Packs every package of the workspace into a folder, as it would be published.
 *
 * @returns {Promise<{ name: string, tarball: string }[]>}
 */
export async function pack(folder) {
  const packed = [];
  for (const { path, manifest } of workspacePackages()) {
    const { code, output } = await pnpm(['pack', '--pack-destination', folder], { cwd: path, quiet: true });
    if (code !== 0) throw new Error(`${manifest.name} could not be packed.\n${output}`);
    const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
    packed.push({ name: manifest.name, tarball: `${folder}/${file}` });
  }
  return packed;
}
