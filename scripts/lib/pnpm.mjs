import { spawnSync } from 'node:child_process';
import { run } from './run.mjs';
import { manifest, root } from './workspace.mjs';

/** The version that `packageManager` in the root `package.json` pins. */
export const pnpmVersion = manifest(root).packageManager.replace(/^pnpm@/, '');

/** Runs the pinned pnpm: the installed one where it has that version, else the one that npx fetches from the npm registry. */
export function pnpm(args, options) {
  const [program, ...before] = command();
  return run(program, [...before, ...args], options);
}

let found;

function command() {
  found ??= installedVersion() === pnpmVersion ? ['pnpm'] : ['npx', '--yes', `pnpm@${pnpmVersion}`];
  return found;
}

function installedVersion() {
  const shell = process.platform === 'win32';
  const { status, stdout } = spawnSync('pnpm', ['--version'], { cwd: root, encoding: 'utf8', shell });
  return status === 0 ? stdout.trim() : undefined;
}
