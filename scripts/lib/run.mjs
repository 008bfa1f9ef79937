import { spawn } from 'node:child_process';
import { root } from './workspace.mjs';

/**
 * Runs a program in the workspace root and waits for it. On Windows it goes through the shell, which finds `.cmd` files.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, cwd?: string, env?: Record<string, string> }} [options] `quiet` keeps the output for the result
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(program, args, { quiet = false, cwd = root, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: process.platform === 'win32' && program !== process.execPath,
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 1), output: Buffer.concat(chunks).toString() }),
    );
  });
}

/** Runs a Node script that a package of the workspace root ships, such as `typescript/bin/tsc`. */
export function runTool(script, args, options) {
  return run(process.execPath, [`${root}/node_modules/${script}`, ...args], options);
}
