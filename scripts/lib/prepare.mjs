import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pnpm, pnpmVersion } from './pnpm.mjs';
import { runTool } from './run.mjs';
import { manifest, root } from './workspace.mjs';

const stamp = `${root}/node_modules/.tomoni-installed`;

/** Prints a short line on what is being done. */
export function say(line) {
  console.log(`tomoni: ${line}`);
}

/** Installs what the lockfile names; does nothing where that has been done. Ends the process where it fails. */
export async function install() {
  requireNode();
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`installing packages with pnpm ${pnpmVersion} (once; some minutes on a slow network)`);
  rmSync(stamp, { force: true });
  const { code, output } = await pnpm(
    ['install', '--frozen-lockfile', '--prefer-offline', '--config.confirm-modules-purge=false'],
    { quiet: true },
  );
  if (code !== 0) {
    console.error(output);
    say('the packages could not be installed');
    process.exit(code);
  }
  writeFileSync(stamp, wanted);
}

/** Compiles the packages whose source has changed. */
export async function build() {
  say('building');
  const { code } = await runTool('typescript/bin/tsc', ['-b']);
  return code === 0;
}

function requireNode() {
  const wanted = manifest(root).engines.node.replace('>=', '');
  const isOlder = wanted.localeCompare(process.versions.node, 'en', { numeric: true }) > 0;
  if (!isOlder) return;
  say(`Node ${wanted} or newer is needed; this is ${process.versions.node}`);
  process.exit(1);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    hash.update(readFileSync(`${root}/${file}`));
  return `${hash.digest('hex')} ${process.platform} ${process.arch} ${process.versions.modules}\n`;
}
