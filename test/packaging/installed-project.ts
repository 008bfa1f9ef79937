import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { pack } from '../../scripts/lib/pack.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { manifest, root } from '../../scripts/lib/workspace.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of a project outside the workspace into which every package was installed from its tarball. */
    project: string;
    /** The packages by name, with the paths of their tarballs. */
    tarballs: Record<string, string>;
  }
}

/** Packs every package and installs the tarballs with npm, as somebody would who has nothing but them. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tomoni-packaging-'));
  const project = path.join(folder, 'project');
  const packed = await pack(folder);
  await mkdir(project);
  await writeFile(path.join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  const { devDependencies } = manifest(root);
  const thirdParties = ['@tensorflow/tfjs', '@types/node'].map((name) => `${name}@${devDependencies[name]}`);
  const { code, output } = await run(
    'npm',
    [
      'install',
      '--prefer-offline',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      ...packed.map(({ tarball }) => tarball),
      ...thirdParties,
    ],
    { cwd: project, quiet: true },
  );
  if (code !== 0) throw new Error(`The packed packages could not be installed.\n${output}`);
  provide('project', project);
  provide('tarballs', Object.fromEntries(packed.map(({ name, tarball }) => [name, tarball])));
  return () => rm(folder, { recursive: true });
}
